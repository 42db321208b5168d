-- Admits an attempt, or says why and how long it has to wait.
-- KEYS: the state of who calls; ARGV: endpoint, number of the attempt, ms that it may take, ms between writes.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local state = KEYS[1]
local function number(field) return tonumber(redis.call('HGET', state, field) or 0) end

local pause = number('pause')
if pause > now then return {'secondary', pause - now, ''} end

-- The resource of an endpoint is known from its first response; until then the attempt counts for `core` without being held back by it.
local known = redis.call('HGET', state, 'resource:' .. ARGV[1])
local resource = known or 'core'
local flights = state .. ':' .. resource
redis.call('ZREMRANGEBYSCORE', flights, '-inf', now)
if known then
  local left, ends = redis.call('HGET', state, 'left:' .. resource), number('ends:' .. resource)
  if left then
    if ends <= now then left = number('limit:' .. resource) end
    left = tonumber(left)
    if left <= 0 then return {'primary', ends - now, resource} end
    -- Attempts in flight may still count: a short wait shows.
    if left <= redis.call('ZCARD', flights) then return {'primary', 100, resource} end
  end
end

local spacing = tonumber(ARGV[4])
if spacing > 0 then
  local write = number('write')
  if write > now then return {'spacing', write - now, ''} end
  redis.call('HSET', state, 'write', now + spacing)
end
redis.call('ZADD', flights, now + ARGV[3], ARGV[2])
redis.call('PEXPIRE', flights, 60000)
redis.call('PEXPIRE', state, 90000000)
return {'sent', 0, ''}
