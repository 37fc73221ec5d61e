//! Layouts of an honest proof with one thing changed, and the rule that it breaks.

use super::alone;
use super::honest::PAIR;
use zkvm::components::Kind;
use zkvm::layout::{Layout, LayoutError, TALLEST};

/// What is wrong with the layout of an honest proof in which one thing is another.
fn wrong(change: impl FnOnce(&mut Layout)) -> Option<LayoutError> {
    let mut layout = PAIR[0].proof().layout;
    change(&mut layout);
    layout.check(&PAIR[0].key.facts).err()
}

#[test]
fn a_layout_has_one_form() {
    let _alone = alone();
    assert_eq!(wrong(|_| ()), None);
    assert_eq!(wrong(|layout| layout.max_log = TALLEST + 1), Some(LayoutError::Height));
    assert_eq!(wrong(|layout| layout.max_log = 10), Some(LayoutError::Height));
    assert_eq!(wrong(|layout| layout.instances.swap(0, 1)), Some(LayoutError::Order));
    assert_eq!(wrong(|layout| layout.instances[0].log_size = 4), Some(LayoutError::Order));
    assert_eq!(wrong(|layout| layout.instances[0].log_size = 12), Some(LayoutError::Order));
    let table = |layout: &Layout| layout.instances.iter().position(|instance| instance.kind == Kind::Program);
    let table = table(&PAIR[0].proof().layout).expect("a table");
    assert_eq!(wrong(|layout| layout.instances[table].log_size += 1), Some(LayoutError::Table));
    assert_eq!(
        wrong(|layout| layout.instances.retain(|instance| instance.kind != Kind::Program)),
        Some(LayoutError::Table)
    );
    assert_eq!(
        wrong(|layout| {
            let twice = layout.instances[table];
            layout.instances.insert(table, twice);
        }),
        Some(LayoutError::Order)
    );
}
