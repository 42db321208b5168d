//! String enums: the documented values as a plain enum, and the string around it that may be another one.

use std::convert::Infallible;
use std::error::Error;
use std::fmt::{self, Debug, Display};
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::request::encode::{Encode, Encoder};

/// Values that an error lists.
const SHOWN: usize = 20;

/// The documented values of a string. Emitted enums implement it; not to be implemented elsewhere.
pub trait Keyword: Copy + 'static {
    /// The documented values, in the order of the docs.
    const VALUES: &'static [Self];

    /// Returns the value as it is sent.
    fn as_str(self) -> &'static str;
}

/// A string that should be one of the documented values `K`, and may be another one: GitHub adds values before the docs do.
///
/// It compares with strings and with the plain enum, which [`known`](Self::known) returns for `match`:
///
/// ```
/// use octoscribe::StringEnum;
/// use octoscribe::schemas::OpenState;
///
/// let state = StringEnum::from(OpenState::Open);
/// assert!(state == OpenState::Open && state == "open");
/// match state.known() {
///     Some(OpenState::Open) => println!("open"),
///     Some(other) => println!("{other}"),
///     None => println!("undocumented: {state}"),
/// }
/// let state: StringEnum<OpenState> = "half-open".into();
/// assert!(!state.is_known());
/// assert_eq!(state.as_str(), "half-open");
/// ```
#[derive(Clone)]
pub struct StringEnum<K>(Value<K>);

#[derive(Clone)]
enum Value<K> {
    Known(K),
    Unknown(Box<str>),
}

impl<K: Keyword> StringEnum<K> {
    /// Returns the value as it is sent.
    #[must_use]
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Value::Known(value) => value.as_str(),
            Value::Unknown(value) => value,
        }
    }

    /// Returns the value if it is documented.
    #[must_use]
    #[inline]
    pub fn known(&self) -> Option<K> {
        match self.0 {
            Value::Known(value) => Some(value),
            Value::Unknown(_) => None,
        }
    }

    /// Whether the value is documented.
    #[must_use]
    #[inline]
    pub fn is_known(&self) -> bool {
        matches!(self.0, Value::Known(_))
    }
}

/// The empty string, undocumented.
impl<K> Default for StringEnum<K> {
    #[inline]
    fn default() -> Self {
        Self(Value::Unknown(Box::default()))
    }
}

impl<K: Keyword> From<K> for StringEnum<K> {
    #[inline]
    fn from(value: K) -> Self {
        Self(Value::Known(value))
    }
}

impl<K: Keyword> From<&K> for StringEnum<K> {
    #[inline]
    fn from(value: &K) -> Self {
        Self::from(*value)
    }
}

impl<K: Keyword> From<&str> for StringEnum<K> {
    fn from(value: &str) -> Self {
        Self(find(value).map_or_else(|| Value::Unknown(value.into()), Value::Known))
    }
}

impl<K: Keyword> From<&String> for StringEnum<K> {
    fn from(value: &String) -> Self {
        Self::from(value.as_str())
    }
}

impl<K: Keyword> From<String> for StringEnum<K> {
    fn from(value: String) -> Self {
        Self::from(value.as_str())
    }
}

/// Never fails. The plain enum's implementation fails for undocumented values.
impl<K: Keyword> FromStr for StringEnum<K> {
    type Err = Infallible;

    fn from_str(value: &str) -> Result<Self, Infallible> {
        Ok(Self::from(value))
    }
}

impl<K: Keyword> AsRef<str> for StringEnum<K> {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl<K: Keyword> Display for StringEnum<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl<K: Keyword> Debug for StringEnum<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Debug::fmt(self.as_str(), f)
    }
}

impl<K: Keyword> PartialEq for StringEnum<K> {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<K: Keyword> Eq for StringEnum<K> {}

impl<K: Keyword> PartialEq<K> for StringEnum<K> {
    fn eq(&self, other: &K) -> bool {
        self.as_str() == other.as_str()
    }
}

impl<K: Keyword> PartialEq<str> for StringEnum<K> {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl<K: Keyword> PartialEq<&str> for StringEnum<K> {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl<K: Keyword> Hash for StringEnum<K> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl<K: Keyword> Serialize for StringEnum<K> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de, K: Keyword> Deserialize<'de> for StringEnum<K> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

/// An undocumented value is a violation.
impl<K: Keyword> Encode for StringEnum<K> {
    fn encode(&self, out: &mut dyn Encoder) {
        match &self.0 {
            Value::Known(value) => out.string(value.as_str()),
            Value::Unknown(value) => out.undocumented(value, &Listed(&names::<K>())),
        }
    }
}

fn find<K: Keyword>(text: &str) -> Option<K> {
    K::VALUES.iter().copied().find(|value| value.as_str() == text)
}

fn names<K: Keyword>() -> Vec<&'static str> {
    K::VALUES.iter().map(|value| value.as_str()).collect()
}

/// Reads one of the documented values.
///
/// # Errors
///
/// The string is none of them.
#[doc(hidden)]
pub fn parse<K: Keyword>(text: &str) -> Result<K, UnknownValue> {
    find(text).ok_or_else(|| UnknownValue {
        value: text.to_owned(),
        documented: names::<K>(),
    })
}

/// A string that is none of the documented values of an enum. Displays them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownValue {
    value: String,
    documented: Vec<&'static str>,
}

impl Display for UnknownValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "unknown value {:?}: expected {}",
            self.value,
            Listed(&self.documented)
        )
    }
}

impl Error for UnknownValue {}

/// Values as a list in words: "`open`, `closed` or `all`".
struct Listed<'v>(&'v [&'static str]);

impl Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |value: &&str| format!("`{value}`");
        let shown: Vec<String> = self.0.iter().take(SHOWN).map(quoted).collect();
        match shown.split_last() {
            _ if self.0.len() > SHOWN => write!(f, "{} or one of {} others", shown.join(", "), self.0.len() - SHOWN),
            Some((last, [])) => f.write_str(last),
            Some((last, others)) => write!(f, "{} or {last}", others.join(", ")),
            None => f.write_str("no value"),
        }
    }
}
