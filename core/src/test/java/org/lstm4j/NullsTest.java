package org.lstm4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.lstm4j.kernel.Kernels;
import org.lstm4j.loss.Loss;
import org.lstm4j.model.ModelSpec;
import org.lstm4j.model.Parameters;
import org.lstm4j.train.Optimizer;
import org.lstm4j.train.Trainer;

/**
 * A null that comes in where something was expected ends in an exception that says what was null.
 * Every public constructor and static method of the exported packages gets nothing but nulls, and
 * every setting of a trainer.
 */
class NullsTest {
  /** Not exported, but to our own modules. */
  private static final Set<String> OURS = Set.of("support", "scalar");

  private final List<String> nameless = new ArrayList<>();
  private int calls;

  private interface Call {
    Object with(Object[] arguments) throws ReflectiveOperationException;
  }

  private void call(String what, Parameter[] parameters, Call call) {
    if (Arrays.stream(parameters).allMatch(parameter -> parameter.getType().isPrimitive())) {
      return;
    }
    calls++;
    Object[] arguments =
        Arrays.stream(parameters).map(parameter -> none(parameter.getType())).toArray();
    try {
      call.with(arguments);
    } catch (InvocationTargetException e) {
      String message = e.getCause().getMessage();
      if (message == null || message.isBlank() || message.contains("<local")) {
        nameless.add(what + ": " + e.getCause());
      }
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(what, e);
    }
  }

  private static Object none(Class<?> type) {
    if (!type.isPrimitive()) {
      return null;
    }
    return switch (type.getName()) {
      case "boolean" -> false;
      case "int" -> 1;
      case "long" -> 1L;
      case "float" -> 1f;
      case "double" -> 0.5;
      default -> throw new AssertionError(type);
    };
  }

  @Test
  void constructorsAndStaticMethods() throws Exception {
    for (Class<?> type : exported()) {
      if (!Modifier.isAbstract(type.getModifiers())) {
        for (Constructor<?> constructor : type.getConstructors()) {
          call(constructor.toString(), constructor.getParameters(), constructor::newInstance);
        }
      }
      for (Method method : type.getDeclaredMethods()) {
        int modifiers = method.getModifiers();
        if (Modifier.isStatic(modifiers) && Modifier.isPublic(modifiers)) {
          call(
              method.toString(),
              method.getParameters(),
              arguments -> method.invoke(null, arguments));
        }
      }
    }
    assertTrue(calls > 120, calls + " calls");
    assertEquals(List.of(), nameless);
  }

  @Test
  void settingsOfATrainer() {
    Parameters parameters = new Parameters(ModelSpec.values(1).lstm(1).lastStep());
    for (Method method : Trainer.class.getMethods()) {
      if (method.getDeclaringClass() == Trainer.class
          && !Modifier.isStatic(method.getModifiers())) {
        Trainer trainer = Trainer.of(parameters, Loss.meanSquaredError(), new Optimizer.Sgd(1));
        call(
            method.toString(),
            method.getParameters(),
            arguments -> method.invoke(trainer, arguments));
      }
    }
    assertTrue(calls > 9, calls + " calls");
    assertEquals(List.of(), nameless);
  }

  private static List<Class<?>> exported() throws Exception {
    Path kernels = folderOf(Kernels.class);
    Path root = Objects.requireNonNull(kernels.getParent());
    List<Class<?>> types = new ArrayList<>();
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".class")).toList()) {
        String folder = String.valueOf(Objects.requireNonNull(file.getParent()).getFileName());
        String name = root.relativize(file).toString().replace('/', '.').replace('\\', '.');
        if (!name.endsWith("-info.class") && !OURS.contains(folder)) {
          Class<?> type =
              Class.forName("org.lstm4j." + name.substring(0, name.length() - ".class".length()));
          if (Modifier.isPublic(type.getModifiers())) {
            types.add(type);
          }
        }
      }
    }
    return types;
  }

  private static Path folderOf(Class<?> type) throws URISyntaxException {
    Path file =
        Path.of(Objects.requireNonNull(type.getResource(type.getSimpleName() + ".class")).toURI());
    return Objects.requireNonNull(file.getParent());
  }
}
