use std::collections::HashMap;
use std::sync::{Arc, Mutex};
pub struct Item;
impl Item { fn go(&self) -> Option<Item> { None } }
type Result<T> = std::result::Result<T, String>;
fn find() -> Result<Item> { Ok(Item) }
fn f(maybe: Option<Item>, shared: Arc<Mutex<Item>>, table: &HashMap<String, Vec<Item>>) -> Result<()> {
    find()?.go();
    maybe.as_ref().unwrap().go();
    if let Some(item) = maybe { item.go().unwrap().go(); }
    shared.lock().unwrap().go();
    table.get("x").unwrap()[0].go();
    for (_, items) in table { items.iter().for_each(|each| { each.go(); }); }
    let last = match find() { Ok(item) => item, Err(_) => return Ok(()) };
    last.go();
    Ok(())
}
async fn later() -> Result<Item> { find() }
async fn g() { later().await.unwrap().go(); }
