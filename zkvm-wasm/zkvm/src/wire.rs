//! Bytes of keys and proofs: fixed widths, little-endian, nothing twice and nothing left over.

use stwo::core::fields::m31::{BaseField, P};
use stwo::core::fields::qm31::{SECURE_EXTENSION_DEGREE, SecureField};
use stwo::core::vcs::blake2_hash::Blake2sHash;

/// Writes values one after the other.
#[derive(Default)]
pub struct Writer(pub Vec<u8>);

impl Writer {
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub fn u8(&mut self, value: u8) {
        self.0.push(value);
    }

    pub fn u32(&mut self, value: u32) {
        self.bytes(&value.to_le_bytes());
    }

    pub fn u64(&mut self, value: u64) {
        self.bytes(&value.to_le_bytes());
    }

    pub fn base(&mut self, value: BaseField) {
        self.u32(value.0);
    }

    pub fn secure(&mut self, value: SecureField) {
        value.to_m31_array().into_iter().for_each(|value| self.base(value));
    }

    /// A list with its length before it.
    pub fn list<T>(&mut self, items: &[T], mut item: impl FnMut(&mut Self, &T)) {
        self.u32(items.len() as u32);
        items.iter().for_each(|value| item(self, value));
    }
}

/// The bytes end too early, go on too long, or a value is not in its only form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

type Result<T> = std::result::Result<T, Malformed>;

/// Reads what [`Writer`] wrote. No length is believed before that many bytes are there.
pub struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Nothing may be left.
    pub fn end(self) -> Result<()> {
        if self.0.is_empty() { Ok(()) } else { Err(Malformed) }
    }

    pub fn bytes(&mut self, count: usize) -> Result<&'a [u8]> {
        let (bytes, rest) = self.0.split_at_checked(count).ok_or(Malformed)?;
        self.0 = rest;
        Ok(bytes)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        self.bytes(N)?.try_into().map_err(|_| Malformed)
    }

    pub fn u8(&mut self) -> Result<u8> {
        Ok(self.array::<1>()?[0])
    }

    pub fn u32(&mut self) -> Result<u32> {
        Ok(u32::from_le_bytes(self.array()?))
    }

    pub fn u64(&mut self) -> Result<u64> {
        Ok(u64::from_le_bytes(self.array()?))
    }

    pub fn base(&mut self) -> Result<BaseField> {
        let value = self.u32()?;
        if value < P { Ok(BaseField::from_u32_unchecked(value)) } else { Err(Malformed) }
    }

    pub fn secure(&mut self) -> Result<SecureField> {
        let mut coordinates = [BaseField::from_u32_unchecked(0); SECURE_EXTENSION_DEGREE];
        for coordinate in &mut coordinates {
            *coordinate = self.base()?;
        }
        Ok(SecureField::from_m31_array(coordinates))
    }

    pub fn hash(&mut self) -> Result<Blake2sHash> {
        Ok(Blake2sHash(self.array()?))
    }

    /// There must be so many items to come, each of at least `width` bytes.
    pub const fn has(&self, count: usize, width: usize) -> Result<()> {
        match count.checked_mul(width) {
            Some(bytes) if bytes <= self.0.len() => Ok(()),
            _ => Err(Malformed),
        }
    }

    /// So many items, each of at least `width` bytes.
    pub fn items<T>(
        &mut self,
        count: usize,
        width: usize,
        mut item: impl FnMut(&mut Self) -> Result<T>,
    ) -> Result<Vec<T>> {
        self.has(count, width)?;
        (0..count).map(|_| item(self)).collect()
    }

    /// A list with its length before it.
    pub fn list<T>(&mut self, width: usize, item: impl FnMut(&mut Self) -> Result<T>) -> Result<Vec<T>> {
        let count = self.u32()? as usize;
        self.items(count, width, item)
    }
}
