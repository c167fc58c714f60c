package org.lstm4j;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.MonitorInstruction;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.lstm4j.kernel.Kernels;

/**
 * The layers and house rules that a compiler does not hold. A rule that finds nothing to look at
 * fails, which is ArchUnit's default.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {
  private static final String ROOT = "org.lstm4j.";
  private static final String SCALAR = "kernel.scalar";

  /** Each package, and those of ours that it may depend on. */
  private static final Map<String, Set<String>> LAYERS =
      Map.ofEntries(
          Map.entry("random", Set.of()),
          Map.entry("file", Set.of()),
          Map.entry("kernel", Set.of()),
          Map.entry("kernel.support", Set.of("kernel")),
          Map.entry(SCALAR, Set.of("kernel.support", "kernel")),
          Map.entry("backend", Set.of("kernel")),
          Map.entry("layer", Set.of("kernel", "random")),
          Map.entry("model", Set.of("layer", "kernel", "random", "file")),
          Map.entry("data", Set.of("model", "layer", "kernel", "random", "file")),
          Map.entry("loss", Set.of("data", "model", "layer", "kernel")),
          Map.entry(
              "train",
              Set.of(
                  "loss", "data", "model", "layer", "backend", "kernel", "random", "io", "file")),
          Map.entry(
              "infer",
              Set.of("model", "layer", "backend", "kernel", "kernel.support", "data", "random")),
          Map.entry("io", Set.of("data", "model", "layer", "kernel", "file")));

  /** Results of these differ between machines and releases; StrictMath's do not. */
  private static final Set<String> TRANSCENDENTAL =
      Set.of(
          "exp", "expm1", "log", "log10", "log1p", "pow", "sin", "cos", "tan", "asin", "acos",
          "atan", "atan2", "sinh", "cosh", "tanh", "cbrt", "hypot");

  private final Path folder = classFolder();
  private final JavaClasses core = new ClassFileImporter().importPath(folder);

  /** Where the compiled core lies, without its tests. */
  private static Path classFolder() {
    try {
      Path file =
          Path.of(Objects.requireNonNull(Kernels.class.getResource("Kernels.class")).toURI());
      Path root = file;
      for (int i = 0; i < Kernels.class.getName().split("\\.", -1).length; i++) {
        root = Objects.requireNonNull(root.getParent(), file.toString());
      }
      return root;
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void everyPackageHasItsLayer() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass javaClass : core) {
      if (javaClass.getPackageName().startsWith(ROOT)) {
        packages.add(javaClass.getPackageName().substring(ROOT.length()));
      }
    }
    assertEquals(new TreeSet<>(LAYERS.keySet()), packages);
    assertTrue(core.size() > 60, "classes: " + core.size());
    assertFalse(core.contain(ArchitectureTest.class), "tests are among the classes");
  }

  @Test
  void dependenciesPointDown() {
    LAYERS.forEach((layer, below) -> {
      Set<String> allowed = new TreeSet<>(below);
      allowed.add(layer);
      classes()
          .that()
          .resideInAPackage(ROOT + layer)
          .should()
          .onlyDependOnClassesThat(
              describe(
                  "belong to the JDK, fastutil or " + allowed,
                  dependency -> isAllowed(dependency.getBaseComponentType(), allowed)))
          .check(core);
    });
  }

  private static boolean isAllowed(JavaClass dependency, Set<String> ours) {
    String name = dependency.getPackageName();
    return dependency.isPrimitive()
        || name.startsWith("java.")
        || name.startsWith("it.unimi.dsi.fastutil")
        || (name.startsWith(ROOT) && ours.contains(name.substring(ROOT.length())));
  }

  @Test
  void theReferenceIsFoundAsAServiceOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + SCALAR)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT + SCALAR)
        .check(core);
  }

  @Test
  void noVectorsNoLoggingNoThreadLocals() {
    for (String name : List.of("jdk.incubator.vector..", "java.util.logging..")) {
      noClasses().should().dependOnClassesThat().resideInAPackage(name).check(core);
    }
    noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class).check(core);
    for (String stream : List.of("out", "err")) {
      noClasses().should().accessField(System.class, stream).check(core);
    }
  }

  @Test
  void nothingStaticIsAssignedTwice() {
    fields().that().areStatic().should().beFinal().check(core);
  }

  /** Calls and method references. */
  @Test
  void noMathThatDiffersBetweenMachines() {
    noClasses()
        .should()
        .accessTargetWhere(
            describe(
                "java.lang.Math is asked for one of " + TRANSCENDENTAL,
                access -> isMath(access) && TRANSCENDENTAL.contains(access.getTarget().getName())))
        .check(core);
  }

  /** Without the instruction Math.fma is thousands of times slower than the emulation. */
  @Test
  void fusedMultiplyAddHasOneDoor() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + SCALAR + ".Fma")
        .should()
        .accessTargetWhere(
            describe(
                "Math.fma is used",
                access -> isMath(access) && access.getTarget().getName().equals("fma")))
        .check(core);
  }

  private static boolean isMath(JavaAccess<?> access) {
    return access.getTargetOwner().isEquivalentTo(Math.class);
  }

  @Test
  void nothingIsSynchronized() throws IOException {
    methods().should().notHaveModifier(JavaModifier.SYNCHRONIZED).check(core);
    List<Path> files;
    try (Stream<Path> walk = Files.walk(folder)) {
      files = walk.filter(file -> file.toString().endsWith(".class")).toList();
    }
    assertTrue(files.size() > 60, "class files: " + files.size());
    List<String> locks = new ArrayList<>();
    for (Path file : files) {
      for (MethodModel method : ClassFile.of().parse(file).methods()) {
        if (method.code().map(ArchitectureTest::locks).orElse(false)) {
          locks.add(file.getFileName() + ", " + method.methodName().stringValue());
        }
      }
    }
    assertEquals(List.of(), locks);
  }

  private static boolean locks(CodeModel code) {
    return code.elementStream().anyMatch(MonitorInstruction.class::isInstance);
  }
}
