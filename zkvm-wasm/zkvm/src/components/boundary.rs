//! Where the memory relation begins and ends: every place is opened once with its first value and closed once with its
//! last.

use crate::air::{Air, AirBuilder, Expr, Row};
use crate::execute::{Cell, Gap, REGISTERS, Touched};
use crate::gadgets::access::Space;
use crate::gadgets::limbs::word;
use crate::gadgets::range;
use crate::relations::Relation;

/// Registers and the words of the writable segments: places that the program key fixes, with their first values.
/// The table lies sideways: so many places to a row.
#[derive(Clone, Copy, Debug)]
pub struct Image {
    /// Places to a row.
    pub folds: usize,
}

impl Air for Image {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        for _ in 0..self.folds {
            let present = b.fixed();
            let place = [b.fixed(), b.fixed()];
            let first = [b.fixed(), b.fixed()];
            let clock = b.main();
            let last = [b.main(), b.main()];
            open_and_close(b, &present, place, first, clock, last);
        }
    }
}

/// Sends a place's first tuple, at clock 0, and receives its last.
#[inline(always)]
fn open_and_close<B: AirBuilder>(
    b: &mut B,
    on: &B::F,
    [space, address]: [B::F; 2],
    [low, high]: [B::F; 2],
    clock: B::F,
    [last_low, last_high]: [B::F; 2],
) {
    let tuple = [space.clone(), address.clone(), B::F::constant(0), low, high];
    b.send(Relation::Memory, on, &tuple);
    b.receive(Relation::Memory, on, &[space, address, clock, last_low, last_high]);
}

impl Image {
    /// The columns of a row of places.
    pub fn fill(&self, places: &[Cell], row: &mut Row) {
        for fold in 0..self.folds {
            let Cell { clock, value } = places.get(fold).copied().unwrap_or_default();
            row.put(clock);
            row.word(value);
        }
    }
}

/// Every other word that is accessed: zero at the start.
///
/// The words are links of a chain of strictly increasing numbers, which is cut where the program's own words lie: the
/// public values take the link in front of each run of them and send its last. So no word is opened twice, and none
/// that belongs to the program. A link may pass a word without opening it: that is how the cuts are reached.
#[derive(Clone, Copy, Debug)]
pub struct TouchedWord;

/// Words have numbers below 2^28: 4·number is their address.
const HIGH_BITS: u32 = 12;

/// A link of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Number of the word before, as a field element; the first link follows −1.
    pub previous: Option<u32>,
    /// Number of the word.
    pub word: u32,
    /// Its last state; nothing for a link that passes.
    pub last: Option<Cell>,
}

impl Air for TouchedWord {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let one = B::F::constant(1);
        let (on, opens) = (b.main(), b.main());
        b.boolean("a row is on or off", &on);
        b.boolean("a word is opened or passed", &opens);
        b.zero("nothing is opened in padding", opens.clone() * (one.clone() - on.clone()));
        let previous = b.main();
        let number = word(b);
        let low = b.main();
        let number_value = number.number();
        let high = (number_value.clone() - previous.clone() - one - low.clone()).shifted_down(16);
        // Both the number and its distance from the one before are below 2^28 + 2^16: the sum does not wrap around.
        for (low, high) in [(number.low, number.high), (low, high)] {
            range::half(b, &on, low);
            range::narrow(b, &on, HIGH_BITS, high);
        }
        b.receive(Relation::Boundary, &on, &[previous]);
        b.send(Relation::Boundary, &on, std::slice::from_ref(&number_value));
        let (clock, last) = (b.main(), [b.main(), b.main()]);
        let zero = || B::F::constant(0);
        let place = [B::F::constant(Space::Memory as u32), number_value.times(4)];
        open_and_close(b, &opens, place, [zero(), zero()], clock, last);
    }
}

impl TouchedWord {
    /// The columns of a link.
    pub fn fill(&self, link: &Link, row: &mut Row) {
        row.flag(true);
        row.flag(link.last.is_some());
        let field = stwo::core::fields::m31::BaseField::from;
        let previous = link.previous.map_or(-field(1), field);
        row.field(previous);
        row.word(link.word);
        let distance = link.word - link.previous.map_or(0, |word| word + 1);
        row.put(distance & 0xffff);
        let Cell { clock, value } = link.last.unwrap_or_default();
        row.put(clock);
        row.word(value);
    }
}

/// The chain over these words in increasing order, around the program's own words.
pub fn links(touched: &[Touched], runs: &[Run]) -> Vec<Link> {
    let mut links = Vec::with_capacity(touched.len() + runs.len() + 1);
    let mut words = touched.iter().peekable();
    let mut previous = None;
    let ends = runs.iter().map(|run| (run.first.checked_sub(1), Some(run.last)));
    for (stop, next) in ends.chain([(Some(LAST_WORD), None)]) {
        let before_stop = |word: u32| stop.is_some_and(|stop| word <= stop);
        while let Some(touched) = words.next_if(|touched| before_stop(touched.address / 4)) {
            let word = touched.address / 4;
            let last = Some(touched.last);
            links.push(Link { previous, word, last });
            previous = Some(word);
        }
        if let Some(word) = stop.filter(|&stop| previous != Some(stop)) {
            let last = None;
            links.push(Link { previous, word, last });
        }
        previous = next;
    }
    links
}

/// The last word that there can be.
pub const LAST_WORD: u32 = (1 << 28) - 1;

/// Words of the program without a gap between them, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The first.
    pub first: u32,
    /// The last.
    pub last: u32,
}

/// A clock gap: carries a tuple of the memory relation over a time in which its place was not accessed.
///
/// Clock and distance are both below 2^26 + 2^16: no chain of gaps can wrap around the field into the future.
#[derive(Clone, Copy, Debug)]
pub struct ClockGap;

const CLOCK_HIGH_BITS: u32 = 10;

impl Air for ClockGap {
    #[inline(always)]
    fn eval<B: AirBuilder>(&self, b: &mut B) {
        let on = b.main();
        b.boolean("a row is on or off", &on);
        let (space, address) = (b.main(), b.main());
        let value = word(b);
        let from = b.main();
        let to = word(b);
        let low = b.main();
        let high = (to.number() - from.clone() - B::F::constant(1) - low.clone()).shifted_down(16);
        for (low, high) in [(to.low.clone(), to.high.clone()), (low, high)] {
            range::half(b, &on, low);
            range::narrow(b, &on, CLOCK_HIGH_BITS, high);
        }
        let tuple = |clock| {
            let (low, high) = (value.low.clone(), value.high.clone());
            [space.clone(), address.clone(), clock, low, high]
        };
        b.receive(Relation::Memory, &on, &tuple(from));
        b.send(Relation::Memory, &on, &tuple(to.number()));
    }
}

impl ClockGap {
    /// The columns of a gap.
    pub fn fill(&self, gap: &Gap, row: &mut Row) {
        row.flag(true);
        let (space, address) = match gap.address.checked_sub(REGISTERS) {
            Some(number) => (Space::Register, number),
            None => (Space::Memory, gap.address),
        };
        row.put_all([space as u32, address]);
        row.word(gap.value);
        row.put(gap.from_clock);
        row.word(gap.to_clock);
        row.put((gap.to_clock - gap.from_clock - 1) & 0xffff);
    }
}
