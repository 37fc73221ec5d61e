//! A power modulo a number of 256 bits, by schoolbook multiplication and long division.
//!
//! Input: modulus and base of 32 bytes each, exponent of 4; output: 32 bytes; all little-endian. A modulus of zero
//! exits with 1.

#![no_std]
#![no_main]

/// Digits of 16 bits, the lowest first: products and quotients of two digits fit the machine's words.
const DIGITS: usize = 16;
const BASE: u32 = 1 << 16;
type Number = [u32; DIGITS];

guest::entry!(main);

fn main() {
    let modulus = read_number();
    let base = read_number();
    let mut word = [0; 4];
    guest::read_exact(&mut word);
    let exponent = u32::from_le_bytes(word);
    let Some(length) = modulus.iter().rposition(|&digit| digit != 0) else {
        guest::exit(1);
    };
    let modulus = Modulus::new(modulus, length + 1);

    let mut one = [0; DIGITS];
    one[0] = 1;
    let base = modulus.product(&base, &one);
    let mut power = modulus.product(&one, &one);
    for bit in (0..32).rev() {
        power = modulus.product(&power, &power);
        if exponent >> bit & 1 == 1 {
            power = modulus.product(&power, &base);
        }
    }
    for digit in power {
        guest::write(&(digit as u16).to_le_bytes());
    }
}

fn read_number() -> Number {
    let mut bytes = [0; 2 * DIGITS];
    guest::read_exact(&mut bytes);
    let mut number = [0; DIGITS];
    for (digit, pair) in number.iter_mut().zip(bytes.as_chunks().0) {
        *digit = u16::from_le_bytes(*pair).into();
    }
    number
}

/// A modulus made so long by a shift that its highest digit has its highest bit (Knuth, volume 2, 4.3.1, algorithm D).
struct Modulus {
    shifted: Number,
    length: usize,
    shift: u32,
}

impl Modulus {
    fn new(number: Number, length: usize) -> Self {
        let shift = (number[length - 1] as u16).leading_zeros();
        let mut shifted = [0; DIGITS];
        let mut carry = 0;
        for (to, from) in shifted.iter_mut().zip(number).take(length) {
            let digit = from << shift | carry;
            *to = digit % BASE;
            carry = digit / BASE;
        }
        Self { shifted, length, shift }
    }

    fn product(&self, a: &Number, b: &Number) -> Number {
        let mut product = [0; 2 * DIGITS + 1];
        for (i, &a) in a.iter().enumerate() {
            let mut carry = 0;
            for (place, &b) in product[i..].iter_mut().zip(b) {
                let digit = *place + a * b + carry;
                *place = digit % BASE;
                carry = digit / BASE;
            }
            product[i + DIGITS] = carry;
        }
        self.remainder(product)
    }

    fn remainder(&self, mut number: [u32; 2 * DIGITS + 1]) -> Number {
        let mut carry = 0;
        for place in &mut number {
            let digit = *place << self.shift | carry;
            *place = digit % BASE;
            carry = digit / BASE;
        }
        let divisor = &self.shifted[..self.length];
        let highest = divisor[self.length - 1];
        for start in (0..number.len() - self.length).rev() {
            let part = &mut number[start..=start + self.length];
            let upper = part[self.length] * BASE + part[self.length - 1];
            // At most two more than the true digit.
            let mut quotient = (upper / highest).min(BASE - 1);
            while !subtract(part, divisor, quotient) {
                quotient -= 1;
            }
        }
        let mut remainder = [0; DIGITS];
        for i in 0..self.length {
            let digit = number[i] | (number[i + 1] * BASE);
            remainder[i] = (digit >> self.shift) % BASE;
        }
        remainder
    }
}

/// Takes a multiple of the divisor away, if the part is not less.
fn subtract(part: &mut [u32], divisor: &[u32], quotient: u32) -> bool {
    let mut digits = [0; DIGITS + 1];
    let digits = &mut digits[..part.len()];
    let mut borrow = 0;
    for (i, digit) in digits.iter_mut().enumerate() {
        let product = divisor.get(i).map_or(0, |divisor| divisor * quotient);
        let take = product % BASE + borrow % BASE;
        let difference = part[i] as i32 - take as i32;
        *digit = difference.rem_euclid(BASE as i32) as u32;
        let missing = difference.div_euclid(BASE as i32).unsigned_abs();
        borrow = product / BASE + borrow / BASE + missing;
    }
    let fits = borrow == 0;
    if fits {
        part.copy_from_slice(digits);
    }
    fits
}
