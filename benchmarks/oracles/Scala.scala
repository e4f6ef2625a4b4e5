// What scalac 2.11 says of every call, as the rows that the scorer of benchmarks/accuracy.py reads. Compile it against the jars of
// the compiler, then, with what the sources need in the class path:
//     scalac -d oracle.jar Scala.scala
//     ORACLE_ROOT=repository ORACLE_OUT=rows.jsonl scala -cp oracle.jar:$NEEDED oracle.Main $(find repository -name "*.scala")
package oracle

import java.io.{File, PrintWriter}

import scala.collection.mutable
import scala.reflect.internal.util.{BatchSourceFile, SourceFile}
import scala.reflect.io.AbstractFile
import scala.tools.nsc.{Global, Settings}
import scala.tools.nsc.reporters.ConsoleReporter

object Main {
  def main(arguments: Array[String]): Unit = {
    val settings = new Settings(message => sys.error(message))
    settings.usejavacp.value = true
    settings.stopAfter.value = List("typer")
    settings.Yrangepos.value = true
    val global = new Global(settings, new ConsoleReporter(settings))
    val out = new PrintWriter(sys.env("ORACLE_OUT"))
    new Rows[global.type](global, out, sys.env("ORACLE_ROOT").stripSuffix("/") + "/").write(arguments.toList)
    out.close()
  }
}

class Rows[G <: Global](val global: G, out: PrintWriter, root: String) {
  import global._

  def write(files: List[String]): Unit = {
    val run = new Run
    run.compile(files)
    for (unit <- run.units) {
      row("kind" -> "module", "lang" -> "scala", "file" -> path(unit.source))
      new Definitions().traverse(unit.body)
      new Calls().traverse(unit.body)
    }
  }

  def row(pairs: (String, Any)*): Unit =
    out.println(pairs.collect { case (key, value) if value != null => quoted(key) + ": " + (value match { case text: String => quoted(text); case other => other.toString }) }.mkString("{", ", ", "}"))

  def quoted(text: String): String = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + "\""

  def path(source: SourceFile): String = if (source.path.startsWith(root)) source.path.substring(root.length) else null

  def line(position: Position, end: Boolean = false): Int = if (!position.isDefined) 0 else position.source.offsetToLine(if (end && position.isRange) math.max(position.end - 1, 0) else position.point) + 1

  /** A definition that somebody wrote: a class, an object, a method, a constructor that is no primary one. */
  def isNode(symbol: Symbol): Boolean =
    symbol.isClass && !symbol.isAnonymousClass && !symbol.isAnonymousFunction && !symbol.isPackageClass ||
      symbol.isMethod && !symbol.isAccessor && !symbol.isPrimaryConstructor && !symbol.isSynthetic && !symbol.isLabel && !symbol.name.containsName("$default$")

  def name(symbol: Symbol): String =
    if (symbol.isPackageObject || symbol.isPackageObjectClass) symbol.owner.name.decode
    else if (symbol.isConstructor) "<init>" else symbol.name.decode.trim

  def holder(symbol: Symbol): Symbol = {
    var each = symbol
    while (each != NoSymbol && !each.isPackageClass && !isNode(each)) each = each.owner
    if (each.isPackageClass) NoSymbol else each
  }

  def qualified(symbol: Symbol): String = {
    val around = holder(symbol.owner)
    if (around == NoSymbol) name(symbol) else qualified(around) + "." + name(symbol)
  }

  def sort(symbol: Symbol): String = if (symbol.isTrait) "trait" else if (symbol.isClass) "class" else if (symbol.isConstructor) "constructor" else if (symbol.owner.isClass) "method" else "function"

  def file(symbol: Symbol): String = if (symbol.pos.isDefined) path(symbol.pos.source) else null

  class Definitions extends Traverser {
    override def traverse(tree: Tree): Unit = {
      tree match {
        case _: ImplDef | _: DefDef if tree.symbol != null && isNode(if (tree.symbol.isModule) tree.symbol.moduleClass else tree.symbol) && tree.pos.isRange && !tree.symbol.isAnonymousClass =>
          val symbol = if (tree.symbol.isModule) tree.symbol.moduleClass else tree.symbol
          row("kind" -> "def", "lang" -> "scala", "file" -> path(tree.pos.source), "line" -> line(symbol.pos), "start_line" -> (tree.pos.source.offsetToLine(tree.pos.start) + 1), "end_line" -> line(tree.pos, end = true), "name" -> name(symbol), "qualname" -> qualified(symbol), "parent" -> qualified(symbol).split('.').init.mkString("."), "def_kind" -> sort(symbol))
          if (symbol.isClass) for (base <- symbol.info.parents.map(_.typeSymbol) if file(base) != null && isNode(base))
            row("kind" -> "inherit", "lang" -> "scala", "file" -> path(tree.pos.source), "line" -> line(symbol.pos), "name" -> qualified(symbol), "how" -> "extends", "base_file" -> file(base), "base_line" -> line(base.pos), "base_name" -> qualified(base))
        case _ =>
      }
      super.traverse(tree)
    }
  }

  class Calls extends Traverser {
    private val seen = mutable.HashSet.empty[(Int, Symbol)]

    override def traverse(tree: Tree): Unit = {
      tree match {
        case _: DefDef if tree.symbol.isSynthetic || !tree.pos.isRange && !tree.symbol.isConstructor => return // nobody wrote it
        case called: ApplyImplicitView => called.args.foreach(traverse); return
        case called: ApplyToImplicitArgs => traverse(called.fun); return
        case Select(_: New, _) if tree.symbol.isConstructor => site(tree, tree.symbol)
        case Select(_: Super, _) if tree.symbol.isConstructor =>
          if (tree.symbol.paramss.flatten.nonEmpty || currentOwner.owner.isAnonymousClass) site(tree, tree.symbol) // of others nobody need say that it is called
        case handed: Function if isName(handed) => return // `xs.map(f)`, where f is handed over
        case _: RefTree if tree.symbol != null && tree.symbol.isMethod => site(tree, tree.symbol)
        case _ =>
      }
      super.traverse(tree)
    }

    /** Whether a function without a name is made of the name of one, and calls it with what it is given. */
    private def isName(function: Function): Boolean = function.vparams.nonEmpty && function.vparams.forall(_.symbol.isSynthetic) && (function.body match {
      case Apply(called, given) => given.forall { case each: Ident => function.vparams.exists(_.symbol == each.symbol); case _ => false } && (called.pos.point == function.pos.point || called.pos.start == function.pos.start)  && !new String(function.pos.source.content, function.pos.start, function.pos.end - function.pos.start).contains("_")
      case _ => false
    })

    def site(tree: Tree, symbol: Symbol): Unit = {
      if (!tree.pos.isDefined || symbol.isLabel) return
      val around = currentOwner
      val caller = holder(around)
      val spelled = name(symbol)
      val text = tree.pos.source.content
      val at = if (text(tree.pos.point) == '`') tree.pos.point + 1 else tree.pos.point
      val makes = symbol.isSynthetic && symbol.name.decode == "apply" && symbol.owner.isModuleClass
      val target = if (symbol.isPrimaryConstructor) symbol.owner else if (makes) symbol.owner.companionClass else symbol
      if (!seen.add((at, target))) return
      val bare = spelled.stripSuffix("_=")
      val written = new String(text, at, math.min(bare.length, text.length - at)) == bare || symbol.isConstructor
      val base = Seq[(String, Any)]("lang" -> "scala", "file" -> path(tree.pos.source), "line" -> line(tree.pos), "name" -> spelled, "form" -> (tree match { case Select(This(_), _) => "plain"; case _: Select => "method"; case _ => "plain" }),
        "caller_file" -> path(tree.pos.source), "caller_name" -> (if (caller == NoSymbol) "" else qualified(caller)), "caller_line" -> (if (caller == NoSymbol) 0 else line(caller.pos)))
      if (symbol == NoSymbol || tree.tpe != null && tree.tpe.isError) row(("kind" -> "callsite_unresolved") +: base: _*)
      else if (symbol.isAccessor || symbol.isSynthetic && !target.isClass) row(("kind" -> "callsite_external") +: ("via" -> "variable") +: base: _*)
      else if (file(target) == null || !isNode(target))
        row(("kind" -> "callsite_external") +: base: _*)
      else row(("kind" -> (if (written || spelled == "apply") "call" else "implicit")) +: base ++: Seq[(String, Any)]("callee_file" -> file(target), "callee_line" -> line(target.pos), "callee_name" -> qualified(target), "callee_kind" -> sort(target)): _*)
    }
  }
}
