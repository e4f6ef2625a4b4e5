mod ast;
fn f(ast: &ast::Tree) {
    ast::visit(ast);
    ast.walk();
    let ast = ast::make();
    ast.walk();
}
