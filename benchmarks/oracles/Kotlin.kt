// What kotlinc 1.3 says of every call, as the rows that the scorer of benchmarks/accuracy.py reads. Compile it against the jars of the
// compiler, name oracle.Registrar in META-INF/services/org.jetbrains.kotlin.compiler.plugin.ComponentRegistrar of its jar, then:
//     ORACLE_ROOT=repository ORACLE_OUT=rows.jsonl kotlinc -Xplugin=oracle.jar $(find repository -name "*.kt")
package oracle
import com.intellij.mock.MockProject
import com.intellij.openapi.project.Project
import com.intellij.psi.*
import org.jetbrains.kotlin.analyzer.AnalysisResult
import org.jetbrains.kotlin.compiler.plugin.ComponentRegistrar
import org.jetbrains.kotlin.config.CompilerConfiguration
import org.jetbrains.kotlin.descriptors.*
import org.jetbrains.kotlin.psi.*
import org.jetbrains.kotlin.resolve.*
import org.jetbrains.kotlin.resolve.calls.callUtil.*
import org.jetbrains.kotlin.resolve.calls.tasks.ExplicitReceiverKind
import org.jetbrains.kotlin.resolve.jvm.extensions.AnalysisHandlerExtension
import org.jetbrains.kotlin.resolve.calls.model.*
import java.io.File

class Registrar : ComponentRegistrar {
    override fun registerProjectComponents(project: MockProject, configuration: CompilerConfiguration) {
        AnalysisHandlerExtension.registerExtension(project, Handler())
    }
}

fun q(s: String) = "\"" + s.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", " ") + "\""

class Handler : AnalysisHandlerExtension {
    val root = System.getenv("ORACLE_ROOT").trimEnd('/') + "/"
    override fun analysisCompleted(project: Project, module: ModuleDescriptor, bindingTrace: BindingTrace, files: Collection<KtFile>): AnalysisResult? {
        val out = File(System.getenv("ORACLE_OUT")).printWriter()
        val bc = bindingTrace.bindingContext
        fun row(vararg pairs: Pair<String, Any?>) = out.println("{" + pairs.filter { it.second != null }.joinToString(", ") { q(it.first) + ": " + (it.second.let { v -> if (v is String) q(v) else v.toString() }) } + "}")
        fun path(f: PsiFile?): String? = f?.virtualFile?.path?.let { if (it.startsWith(root)) it.substring(root.length) else null }
        fun line(e: PsiElement, end: Boolean = false): Int {
            val text = e.containingFile.viewProvider.contents
            val offset = if (end) e.textRange.endOffset else e.textRange.startOffset
            var n = 1
            for (i in 0 until minOf(offset, text.length)) if (text[i] == '\n') n++
            return n
        }
        fun nameLine(d: KtDeclaration): Int = line((d as? KtNamedDeclaration)?.nameIdentifier ?: (d as? KtConstructor<*>)?.getConstructorKeyword() ?: d)
        fun start(d: KtDeclaration): Int {  // without the documentation
            var e: PsiElement? = d.firstChild
            while (e != null && (e is PsiComment || e is PsiWhiteSpace)) e = e.nextSibling
            return line(e ?: d)
        }
        fun isNode(d: PsiElement): Boolean = d is KtNamedFunction && d.name != null || d is KtSecondaryConstructor || (d is KtClassOrObject && !(d is KtObjectDeclaration && d.isObjectLiteral()) && d !is KtEnumEntry)
            || (d is KtProperty && !d.isLocal && d.getter?.bodyExpression != null)
        fun qual(d: PsiElement): String {
            val own = when (d) { is KtObjectDeclaration -> d.name ?: "Companion"; is KtConstructor<*> -> d.getContainingClassOrObject().name ?: "_"; is KtNamedDeclaration -> d.name ?: "_"; else -> "_" }
            var p = d.parent
            while (p != null && !isNode(p)) p = p.parent
            val me = if (d is KtClassOrObject) own else own + "(" + nameLine(d as KtDeclaration) + ")"
            return if (p == null) me else qual(p) + "." + me
        }
        fun kind(d: PsiElement) = when (d) { is KtClass -> if (d.isInterface()) "interface" else if (d.isEnum()) "enum" else "class"; is KtObjectDeclaration -> "class"; is KtConstructor<*> -> "constructor"; is KtNamedFunction -> if (d.parent is KtClassBody) "method" else "function"; is KtProperty -> if (d.parent is KtClassBody) "method" else "function"; else -> "" }
        for (f in files) {
            val p = path(f) ?: continue
            row("kind" to "module", "lang" to "kotlin", "file" to p)
            f.accept(object : KtTreeVisitorVoid() {
                override fun visitDeclaration(d: KtDeclaration) {
                    if (isNode(d) && !(d is KtPrimaryConstructor && false)) {
                        val whole = qual(d)
                        val name = if (d is KtConstructor<*>) d.getContainingClassOrObject().name else d.name ?: "Companion"
                        row("kind" to "def", "lang" to "kotlin", "file" to p, "line" to nameLine(d), "start_line" to start(d), "end_line" to line(d, true), "name" to name, "qualname" to whole, "parent" to whole.substringBeforeLast(".", ""), "def_kind" to kind(d))
                    }
                    if (d is KtClassOrObject && isNode(d)) for (entry in d.superTypeListEntries) {
                        val base = entry.typeReference?.let { bc.get(BindingContext.TYPE, it) }?.constructor?.declarationDescriptor ?: continue
                        val source = DescriptorToSourceUtils.descriptorToDeclaration(base) ?: continue
                        val file = path(source.containingFile) ?: continue
                        row("kind" to "inherit", "lang" to "kotlin", "file" to p, "line" to nameLine(d), "name" to qual(d), "how" to "extends", "base_file" to file, "base_line" to (if (source is KtDeclaration) nameLine(source) else line((source as? PsiNameIdentifierOwner)?.nameIdentifier ?: source)), "base_name" to (if (source is KtDeclaration) qual(source) else (source as PsiNamedElement).name))
                    }
                    super.visitDeclaration(d)
                }
                override fun visitKtElement(e: KtElement) {
                    val isCall = e is KtCallExpression || e is KtSuperTypeCallEntry || (e is KtConstructorDelegationCall && !e.isImplicit) || (e is KtBinaryExpression && e.operationReference.getReferencedNameElementType().toString() == "IDENTIFIER")
                    if (isCall) site(e)
                    super.visitKtElement(e)
                }
                fun site(e: KtElement) {
                    val call = when (e) { is KtBinaryExpression -> e.operationReference.getResolvedCall(bc); else -> e.getResolvedCall(bc) }
                    val spot: PsiElement = when (e) { is KtCallExpression -> e.calleeExpression ?: e; is KtBinaryExpression -> e.operationReference; else -> e }
                    var holder: PsiElement? = e.parent
                    while (holder != null && !isNode(holder)) holder = holder.parent
                    if (e is KtConstructorDelegationCall) { holder = e.parent }
                    val written = when (e) { is KtCallExpression -> e.calleeExpression?.text ?: ""; is KtBinaryExpression -> e.operationReference.text; is KtSuperTypeCallEntry -> e.calleeExpression.text; else -> "new" }
                    val form = if (e is KtCallExpression && e.parent is KtQualifiedExpression && (e.parent as KtQualifiedExpression).selectorExpression == e) "method" else "plain"
                    val base = arrayOf<Pair<String, Any?>>("lang" to "kotlin", "file" to p, "line" to line(spot), "name" to written.take(60), "form" to form,
                        "caller_file" to p, "caller_name" to (holder?.let { qual(it) } ?: ""), "caller_line" to (holder?.let { nameLine(it as KtDeclaration) } ?: 0))
                    if (call == null) { row("kind" to "callsite_unresolved", *base); return }
                    var descriptor: CallableDescriptor = call.resultingDescriptor
                    if (call is VariableAsFunctionResolvedCall) { row("kind" to "callsite_external", "via" to "variable", *base); return }
                    if (descriptor is CallableMemberDescriptor) while (descriptor is CallableMemberDescriptor && descriptor.kind == CallableMemberDescriptor.Kind.FAKE_OVERRIDE) descriptor = descriptor.overriddenDescriptors.first() as CallableDescriptor
                    var source: PsiElement? = DescriptorToSourceUtils.descriptorToDeclaration(descriptor.original)
                    if (source == null) source = DescriptorToSourceUtils.descriptorToDeclaration(descriptor)
                    if (source is KtPrimaryConstructor) source = source.getContainingClassOrObject()
                    val file = path(source?.containingFile)
                    if (source == null || file == null) { row("kind" to "callsite_external", *base); return }
                    if (source is KtParameter || source is KtProperty) { row("kind" to "callsite_external", *base); return }
                    val l = if (source is KtDeclaration) nameLine(source) else line((source as? PsiNameIdentifierOwner)?.nameIdentifier ?: source)
                    val synthetic = descriptor is SimpleFunctionDescriptor && source is KtClassOrObject
                    if (synthetic) { row("kind" to "callsite_external", "via" to "synthetic", *base); return }
                    row("kind" to "call", *base, "callee_file" to file, "callee_line" to l, "callee_name" to (if (source is KtDeclaration) qual(source) else (source as PsiNamedElement).name), "callee_kind" to kind(source))
                }
            })
        }
        out.close()
        return null
    }
}
