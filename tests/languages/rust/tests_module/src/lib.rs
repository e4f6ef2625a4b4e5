pub fn add(a: u32) -> u32 { a }
struct Sum;
impl Sum { fn total(&self) -> u32 { 1 } }
#[cfg(test)]
mod tests {
    use super::*;
    fn helper() -> Sum { Sum }
    #[test]
    fn adds() {
        assert_eq!(add(1), helper().total());
        super::add(2);
    }
}
