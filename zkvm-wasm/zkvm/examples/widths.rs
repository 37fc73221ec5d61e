use zkvm::components::{Kind, Parameters};
fn main() {
    for &kind in Kind::ALL {
        let shape = kind.describe(Parameters { log_size: 11, folds: 1, input_length: 5 }).shape;
        println!("{:32} main {:3} lookups {:3} interaction {:3} cells {:3} zeros {:3}", kind.name(), shape.main, shape.lookups, shape.interaction(), shape.cells(), shape.zeros);
    }
}
