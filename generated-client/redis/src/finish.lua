-- Ends an attempt, and learns from its response.
-- KEYS: the state of who calls; ARGV: endpoint, number of the attempt, ms of a pause,
-- and perhaps: resource, limit, remaining, reset (s since 1970), ms until then.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state = KEYS[1]
local function number(field) return tonumber(redis.call('HGET', state, field) or 0) end

local endpoint = 'resource:' .. ARGV[1]
redis.call('ZREM', state .. ':' .. (redis.call('HGET', state, endpoint) or 'core'), ARGV[2])
redis.call('ZREM', state .. ':core', ARGV[2])
local pause = tonumber(ARGV[3])
if pause > 0 then redis.call('HSET', state, 'pause', math.max(number('pause'), now + pause)) end
if ARGV[4] then
  local resource, remaining, reset = ARGV[4], tonumber(ARGV[6]), tonumber(ARGV[7])
  redis.call('HSET', state, endpoint, resource)
  local known = number('reset:' .. resource)
  -- Responses come in any order, and resets of one window differ by a second: the fewest calls left are right.
  if reset > known + 2 then
    redis.call('HSET', state, 'left:' .. resource, remaining, 'reset:' .. resource, reset,
      'limit:' .. resource, ARGV[5], 'ends:' .. resource, now + ARGV[8])
  elseif reset >= known - 2 then
    redis.call('HSET', state, 'left:' .. resource, math.min(number('left:' .. resource), remaining))
  end
end
redis.call('PEXPIRE', state, 90000000)
return 0
