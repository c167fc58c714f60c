package org.lstm4j.jmh.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the operating system tells, and processes under a limit. */
class MachineTest {
  @TempDir Path folder;

  private void cache(String name, String level, String type, String size, String shared)
      throws IOException {
    Path cache = Files.createDirectory(folder.resolve(name));
    Files.writeString(cache.resolve("level"), level + "\n");
    Files.writeString(cache.resolve("type"), type + "\n");
    Files.writeString(cache.resolve("size"), size + "\n");
    Files.writeString(cache.resolve("shared_cpu_list"), shared + "\n");
  }

  @Test
  void cachesOfData() throws IOException {
    cache("index0", "1", "Data", "32K", "0");
    cache("index1", "1", "Instruction", "32K", "0");
    cache("index2", "2", "Unified", "512K", "0");
    cache("index3", "3", "Unified", "16384K", "0-7");
    Files.createDirectory(folder.resolve("power"));
    assertEquals(
        "L1 32 KiB, L2 512 KiB, L3 16 MiB shared by processors 0-7", Machine.caches(folder));
    assertEquals("", Machine.caches(folder.resolve("nothing")));
  }

  @Test
  void theFirstProcessorOfSeveral() {
    Map<String, String> fields =
        Machine.fields(List.of("flags\t: avx2 fma", "", "flags : sse", "bogus"));
    assertEquals(Map.of("flags", "avx2 fma"), fields);
  }

  @Test
  void thisMachineHasAtLeastWhatItsJvmUses() {
    Machine here = Machine.here();
    assertTrue(here.used() == here.own() || here.own() == InstructionSet.AVX512, here.toString());
  }

  /** Prints what {@link #aProcessUnderALimit} asks for. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      IO.println(System.getenv("OPENBLAS_CORETYPE"));
      IO.println(System.getenv("OPENBLAS_L2_SIZE"));
      IO.println(Relaunch.leftOut());
      IO.println(System.getProperty("lstm4j.limited"));
      IO.println(Relaunch.needed(Limit.NONE));
      IO.println(args[0]);
    }
  }

  @Test
  void aProcessUnderALimit() throws Exception {
    Map<String, String> present = new HashMap<>(System.getenv());
    present.put("OPENBLAS_CORETYPE", "Prescott");
    present.put("OPENBLAS_L2_SIZE", "512");
    present.keySet().removeIf(name -> name.startsWith("OMP_"));
    Limit limit =
        new Limit(List.of("-Dlstm4j.limited=yes"), Map.of("OPENBLAS_CORETYPE", "Haswell"));
    Process process =
        Relaunch.command(Child.class, List.of("--quick"), limit, present)
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor());
    assertEquals(
        List.of(
            "Haswell",
            "null",
            "OPENBLAS_CORETYPE=Prescott, OPENBLAS_L2_SIZE=512",
            "yes",
            "false",
            "--quick"),
        printed.lines().toList());
  }
}
