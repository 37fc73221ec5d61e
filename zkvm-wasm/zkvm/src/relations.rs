//! Every relation: what its tuples are, who sends and who receives them.

/// A relation is a bag of tuples. What is sent to it and what is received from it must be the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u32)]
pub enum Relation {
    /// `(pc, clock)`: where the machine is. Each step receives one and sends the next; the public values send the
    /// first.
    State = 1,
    /// `(code low, code high)`: the exit. Sent by the system call that exits, received by the public values.
    Halt = 2,
    /// `(space, address, clock, low, high)`: a place holds a value since a clock. Each access receives the tuple of
    /// the access before and sends its own; the boundaries send the first and receive the last.
    Memory = 3,
    /// `(pc, operation, rd, rs1, rs2, three constants)`: the instructions of the program, sent by its table.
    Program = 4,
    /// `(address, low, high)`: words that cannot be stored to, sent by their table.
    Rom = 5,
    /// `(bits, value)`: all values below 2^bits, sent by the range tables.
    Range = 6,
    /// `(a, b, a and b)` of bytes, sent by its table.
    And = 7,
    /// `(right, amount, form, k, 2^k, 2^(16−k))`: how a shift splits its halves, sent by its table.
    Shift = 8,
    /// `(output, clock, address, remaining, position)`: a buffer on its way. The system call sends the start and
    /// receives the end; each word moved receives one and sends the next.
    Transfer = 9,
    /// `(position, byte)`: sent by the public values, received by the rows that move input.
    Input = 10,
    /// `(position, byte)`: sent by the rows that move output, received by the public values.
    Output = 11,
    /// `(word)`: the chain of touched words in increasing order; see `components::touched`.
    Boundary = 12,
}

/// Elements of the longest tuple.
pub const MAX_TUPLE: usize = 8;

impl Relation {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::State,
        Self::Halt,
        Self::Memory,
        Self::Program,
        Self::Rom,
        Self::Range,
        Self::And,
        Self::Shift,
        Self::Transfer,
        Self::Input,
        Self::Output,
        Self::Boundary,
    ];

    /// Elements of its tuples.
    pub const fn width(self) -> usize {
        match self {
            Self::Boundary => 1,
            Self::State | Self::Halt | Self::Range | Self::Input | Self::Output => 2,
            Self::Rom | Self::And => 3,
            Self::Memory | Self::Transfer => 5,
            Self::Shift => 6,
            Self::Program => 8,
        }
    }
}
