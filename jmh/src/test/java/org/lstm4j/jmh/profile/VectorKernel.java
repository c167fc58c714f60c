package org.lstm4j.jmh.profile;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.classfile.instruction.BranchInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LabelTarget;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A vector kernel: a method that works on vectors of the Vector API in a loop. Found in class
 * files, as a jump backwards with such a call between its target and itself, so that no list of
 * kernels can be out of date.
 *
 * @param type the class, {@code a/B}
 * @param name the method
 * @param descriptor what it takes and returns
 * @param length bytes of its bytecode
 */
record VectorKernel(String type, String name, String descriptor, int length) {
  private static final String VECTORS = "jdk/incubator/vector/";
  private static final Pattern VECTOR_TYPE =
      Pattern.compile("L" + VECTORS + "(\\w*Vector|VectorMask);");

  /**
   * {@return the kernels of all classes of a folder or a jar}
   *
   * @param classes the folder or the jar
   */
  static List<VectorKernel> in(Path classes) throws IOException {
    if (Files.isDirectory(classes)) {
      return under(classes);
    }
    try (FileSystem jar = FileSystems.newFileSystem(classes)) {
      return under(jar.getPath("/"));
    }
  }

  private static List<VectorKernel> under(Path root) throws IOException {
    List<VectorKernel> kernels = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).sorted().toList()) {
        kernels.addAll(of(Files.readAllBytes(file)));
      }
    }
    return kernels;
  }

  /** {@return whether it is a tile of a product, which multiply-adds alone should bound} */
  boolean isTile() {
    return type.endsWith("Tile");
  }

  /** {@return the kernels of one class file} */
  static List<VectorKernel> of(byte[] classFile) {
    List<VectorKernel> kernels = new ArrayList<>();
    ClassModel type = ClassFile.of().parse(classFile);
    for (MethodModel method : type.methods()) {
      CodeAttribute code = method.findAttribute(Attributes.code()).orElse(null);
      if (code != null && hasVectorLoop(code.elementList())) {
        kernels.add(
            new VectorKernel(
                type.thisClass().asInternalName(),
                method.methodName().stringValue(),
                method.methodType().stringValue(),
                code.codeLength()));
      }
    }
    return kernels;
  }

  private static boolean hasVectorLoop(List<CodeElement> code) {
    Map<Label, Integer> labels = new HashMap<>();
    int lastVectorCall = -1;
    for (int i = 0; i < code.size(); i++) {
      switch (code.get(i)) {
        case LabelTarget target -> labels.put(target.label(), i);
        case InvokeInstruction call when isOnVectors(call) -> lastVectorCall = i;
        case BranchInstruction jump when labels.containsKey(jump.target()) -> {
          if (lastVectorCall > labels.get(jump.target())) {
            return true;
          }
        }
        default -> {}
      }
    }
    return false;
  }

  /** A method of a vector, or one that takes or returns vectors. */
  private static boolean isOnVectors(InvokeInstruction call) {
    String owner = call.owner().asInternalName();
    return (owner.startsWith(VECTORS) && owner.endsWith("Vector"))
        || VECTOR_TYPE.matcher(call.type().stringValue()).find();
  }

  /** {@return what HotSpot's CompileCommand takes for this method alone} */
  String pattern() {
    return type + "." + name + descriptor;
  }

  /** {@return what {@link MachineCode#method} calls it} */
  String logName() {
    return "%s::%s (%d bytes)".formatted(type.replace('/', '.'), name, length);
  }

  @Override
  public String toString() {
    return type.substring(type.lastIndexOf('/') + 1) + "." + name;
  }
}
