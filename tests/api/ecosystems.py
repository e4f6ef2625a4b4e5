"""A package of each ecosystem, and a repository that uses it: by name, and by the type of what a call gives."""

from typing import NamedTuple

from tests.repositories import Files


class Pair(NamedTuple):
    provider: Files
    name: str  # of what is called there
    user: Files
    callers: dict[str, int]


NPM = Pair(
    {
        b"package.json": b'{"name": "@acme/cart", "main": "dist/index.js"}',
        b"src/index.ts": b'export { total } from "./cart";\n',
        b"src/cart.ts": b"export function total(lines: number[]): number {\n  return lines.length;\n}\n",
    },
    "src/cart.total",
    {
        b"package.json": b'{"name": "page", "dependencies": {"@acme/cart": "1"}}',
        b"show.ts": b'import { total } from "@acme/cart";\nimport * as cart from "@acme/cart-other";\n\n'
        b"export function show() {\n  cart.total([]);\n  return total([1]);\n}\n",
    },
    {"show.show": 1},
)
GO = Pair(
    {
        b"go.mod": b"module example.org/cart\n",
        b"tax/rate.go": b"package tax\n\ntype Rate struct{}\n\nfunc (r Rate) Of() int { return 1 }\n\nfunc New() Rate { return Rate{} }\n",
    },
    "example.org/cart/tax.Rate.Of",
    {
        b"go.mod": b"module example.org/server\n\nrequire example.org/cart v1.0.0\n",
        b"main.go": b'package main\n\nimport "example.org/cart/tax"\n\nfunc main() {\n\trate := tax.New()\n\trate.Of()\n}\n',
    },
    {"example.org/server.main": 1},
)
RUST = Pair(
    {
        b"Cargo.toml": b'[package]\nname = "acme-cart"\n',
        b"src/lib.rs": b"pub mod line;\npub use line::Cart;\n",
        b"src/line.rs": b"pub struct Cart;\nimpl Cart {\n    pub fn total(&self) -> i32 { 1 }\n}\npub fn make() -> Cart { Cart }\n",
    },
    "acme_cart.line.Cart.total",
    {
        b"Cargo.toml": b'[package]\nname = "till"\n\n[dependencies]\nacme-cart = "1"\n',
        b"src/lib.rs": b"use acme_cart::{line, Cart};\nmod other;\npub fn ring() -> i32 { line::make().total() }\n"
        b"pub fn keep(cart: &Cart) -> i32 { cart.total() }\n",
        b"src/other.rs": b"pub struct Cart;\nimpl Cart {\n    pub fn total(&self) -> i32 { 2 }\n}\npub fn mine() -> i32 { Cart.total() }\n"
        b"pub fn again() -> i32 { acme_cart::line::make().total() }\n",
    },
    {"till.ring": 1, "till.keep": 1, "till.other.again": 1},
)
MAVEN = Pair(
    {
        b"pom.xml": b"<project><parent><groupId>org.acme</groupId></parent><artifactId>cart</artifactId></project>",
        b"src/main/java/org/acme/cart/Cart.java": b"package org.acme.cart;\npublic class Cart {\n"
        b"  public static Cart make() { return new Cart(); }\n  public int total() { return 1; }\n}\n",
    },
    "org.acme.cart.Cart.total",
    {
        b"pom.xml": b"<project><dependencies><dependency><groupId>org.acme</groupId><artifactId>cart</artifactId></dependency>"
        b"</dependencies></project>",
        b"src/main/java/org/till/Till.java": b"package org.till;\nimport org.acme.cart.Cart;\npublic class Till {\n"
        b"  int ring() { return Cart.make().total(); }\n}\n",
        b"src/main/java/org/till/Own.java": b"package org.till;\nclass Own {\n  static class Cart { int total() { return 2; } }\n"
        b"  int mine() { return new Cart().total(); }\n}\n",
    },
    {"org.till.Till.ring": 1},
)
GRADLE = MAVEN._replace(
    provider={
        b"build.gradle": b"group = 'org.acme'\narchivesBaseName = 'cart'\ntasks.register('x') {\n  group = 'verification'\n}\n",
        **{path: text for path, text in MAVEN.provider.items() if path != b"pom.xml"},
    },
    user={
        b"build.gradle.kts": b'dependencies {\n  implementation("org.acme:cart:1")\n}\n',
        **{path: text for path, text in MAVEN.user.items() if path != b"pom.xml"},
    },
)
COMPOSER = Pair(
    {
        b"composer.json": b'{"name": "acme/cart", "autoload": {"psr-4": {"Acme\\\\Cart\\\\": "src/"}}}',
        b"src/Cart.php": b"<?php\nnamespace Acme\\Cart;\nclass Cart {\n  public function total(): int { return 1; }\n}\n",
    },
    "Acme\\Cart.Cart.total",
    {
        b"composer.json": b'{"name": "acme/till", "require": {"acme/cart": "1"}}',
        b"src/Till.php": b"<?php\nnamespace Acme\\Till;\nuse Acme\\Cart\\Cart;\nclass Till {\n"
        b"  function ring(Cart $cart) { return $cart->total(); }\n}\n",
    },
    {"Acme\\Till.Till.ring": 1},
)
GEM = Pair(
    {
        b"cart.gemspec": b'Gem::Specification.new do |s|\n  s.name = "acme-cart"\nend\n',
        b"lib/cart.rb": b"module Cart\n  class Basket\n    def total\n      1\n    end\n  end\n\n  def self.make\n    Basket.new\n  end\nend\n",
    },
    "cart.Cart.Basket.total",
    {
        b"Gemfile": b'gem "acme-cart"\n',
        b"lib/till.rb": b'require "cart"\n\nclass Till\n  def ring\n    Cart.make.total\n  end\nend\n',
        b"lib/own.rb": b"class Own\n  def total\n    2\n  end\n\n  def mine\n    total\n  end\nend\n",
    },
    {"till.Till.ring": 1},
)
NUGET = Pair(
    {
        b"src/Acme.Cart.csproj": b"<Project></Project>",  # called as the file is
        b"src/Cart.cs": b"namespace Acme.Cart;\npublic class Basket {\n  public int Total() { return 1; }\n}\n",
    },
    "Acme.Cart.Basket.Total",
    {
        b"Till.csproj": b'<Project><ItemGroup><PackageReference Include="Acme.Cart" Version="1" /></ItemGroup></Project>',
        b"Till.cs": b"using Acme.Cart;\nnamespace Till;\npublic class Ring {\n  int Go() { var it = new Basket(); return it.Total(); }\n}\n",
    },
    {"Till.Ring.Go": 1},
)
