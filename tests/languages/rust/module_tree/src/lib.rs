mod a;
mod b;
pub mod inline {
    pub mod deep;
    pub fn f() {
        deep::g();
        super::a::here();
    }
}
