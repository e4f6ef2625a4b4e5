// What the class library says of its types, as parsing/languages/java/library.txt has it: each with those directly above it; under it
// what its methods give and, behind an equals sign, what its constants are, and then their names. Run it with Java 17:
//     java Library.java java.lang java.lang.annotation java.lang.ref java.lang.reflect java.io java.math java.net java.nio \
//         java.nio.channels java.nio.charset java.nio.file java.nio.file.attribute java.security java.sql java.text \
//         java.time java.time.chrono java.time.format java.time.temporal java.util java.util.concurrent \
//         java.util.concurrent.atomic java.util.concurrent.locks java.util.function java.util.jar java.util.regex \
//         java.util.stream java.util.zip > library.txt
import java.lang.reflect.*;
import java.net.URI;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;

class Library {
    public static void main(String[] packages) throws Exception {
        FileSystem runtime = FileSystems.getFileSystem(URI.create("jrt:/"));
        for (String each : packages) {
            Path directory = runtime.getPath("/packages/" + each);
            Set<String> names = new TreeSet<>();
            try (Stream<Path> modules = Files.list(directory)) {
                for (Path module : modules.toList()) {
                    Path inside = runtime.getPath("/modules/" + module.getFileName() + "/" + each.replace('.', '/'));
                    if (Files.isDirectory(inside)) try (Stream<Path> files = Files.list(inside)) {
                        files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".class")).forEach(names::add);
                    }
                }
            }
            for (String name : names) type(Class.forName(each + "." + name.substring(0, name.length() - 6), false, ClassLoader.getPlatformClassLoader()));
        }
    }

    static void type(Class<?> type) {
        for (Class<?> outer = type; outer != null; outer = outer.getEnclosingClass())
            if (!Modifier.isPublic(outer.getModifiers()) || outer.isAnonymousClass()) return;
        System.out.println(name(type) + Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                .filter(above -> above != Object.class && Modifier.isPublic(above.getModifiers())).map(above -> " " + name(above)).collect(Collectors.joining()));
        Map<String, Set<String>> results = new TreeMap<>(), members = new TreeMap<>();
        for (Method method : type.getDeclaredMethods())
            if (Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                results.computeIfAbsent(method.getName(), any -> new TreeSet<>()).add(told(type, method.getGenericReturnType()));
        results.forEach((method, told) -> {
            String only = told.size() == 1 ? told.iterator().next() : "";
            if (!only.isEmpty() && !INHERITED.contains(method)) members.computeIfAbsent(only, any -> new TreeSet<>()).add(method);
        });
        for (Field field : type.getDeclaredFields())
            if (Modifier.isPublic(field.getModifiers()) && Modifier.isStatic(field.getModifiers()) && field.getType() != type)
                members.computeIfAbsent("=" + told(type, field.getGenericType()), any -> new TreeSet<>()).add(field.getName());
        members.forEach((told, methods) -> System.out.println(" " + told + " " + String.join(" ", methods)));
    }

    static final Set<String> INHERITED = Set.of("toString", "hashCode", "equals", "getClass");

    static String name(Class<?> type) { return type.getName().replace('$', '.'); }

    static String told(Class<?> owner, Type given) {
        if (given instanceof Class<?> type)
            return type == void.class ? "" : type.isArray() ? list(told(owner, type.getComponentType())) : name(type) + "()";
        if (given instanceof GenericArrayType type) return list(told(owner, type.getGenericComponentType()));
        if (given instanceof WildcardType type) return told(owner, type.getLowerBounds().length > 0 ? type.getLowerBounds()[0] : type.getUpperBounds()[0]);
        if (given instanceof TypeVariable<?> variable) {
            int place = variable.getGenericDeclaration() == owner ? Arrays.asList(owner.getTypeParameters()).indexOf(variable) : -1;
            return place < 0 ? "" : "self[" + place + "]";
        }
        ParameterizedType type = (ParameterizedType) given;
        String arguments = Arrays.stream(type.getActualTypeArguments()).map(each -> told(owner, each)).collect(Collectors.joining(","));
        return name((Class<?>) type.getRawType()) + "(" + (arguments.replace(",", "").isEmpty() ? "" : arguments) + ")";
    }

    static String list(String element) { return element.isEmpty() ? "" : "list(" + element + ")"; }
}
