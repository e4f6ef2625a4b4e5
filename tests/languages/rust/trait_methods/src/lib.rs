pub trait Priced {
    fn price(&self) -> u32;
    fn double(&self) -> u32 {
        self.price() * 2
    }
}

pub struct Apple;

impl Apple {
    pub fn price(&self) -> u32 {
        1
    }
}

impl Priced for Apple {
    fn price(&self) -> u32 {
        2
    }
}

pub fn all(apple: &Apple, any: &dyn Priced, boxed: Box<dyn Priced>, open: impl Priced) {
    apple.price();
    apple.double();
    any.price();
    boxed.double();
    open.price();
    Priced::price(apple);
    <Apple as Priced>::price(apple);
}
