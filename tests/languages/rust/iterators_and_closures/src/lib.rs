pub struct Item { parts: Vec<Part> }
pub struct Part;
impl Part { fn size(&self) -> usize { 1 } fn twin(&self) -> Part { Part } }
fn apply(call: impl Fn(&Part) -> usize, part: &Part) -> usize { call(part) }
fn f(items: &[Item]) {
    for item in items { item.parts.first().unwrap().size(); }
    let twins: Vec<Part> = items.iter().flat_map(|item| &item.parts).map(|part| part.twin()).collect();
    twins.iter().enumerate().filter(|(_, part)| part.size() > 1).map(|(_, p)| p.twin()).next().unwrap().size();
    let by_hand = |part: &Part| part.size();
    by_hand(&Part);
    apply(Part::size, &Part);
    apply(|part| part.size(), &Part);
    vec![Part, Part].into_iter().max_by_key(|part| part.size());
}
