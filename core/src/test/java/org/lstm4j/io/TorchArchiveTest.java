package org.lstm4j.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.lstm4j.random.SeededRandom;

/** Files of torch.save that are not as they should be. */
class TorchArchiveTest {
  private static final int MUTANTS = Integer.getInteger("mutants", 1000);

  @TempDir private Path folder;

  private static Map<String, byte[]> golden(String name) throws IOException, URISyntaxException {
    Path path =
        Path.of(
            Objects.requireNonNull(
                    TorchArchiveTest.class.getResource("/golden/state_dicts/" + name))
                .toURI());
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(path.toFile())) {
      for (ZipEntry entry : zip.stream().toList()) {
        entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
      }
    }
    return entries;
  }

  private Path write(Map<String, byte[]> entries) throws IOException {
    Path path = folder.resolve("file.pt");
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return path;
  }

  private void refused(String message, Map<String, byte[]> entries) throws IOException {
    Path path = write(entries);
    var e = assertThrows(FormatException.class, () -> StateDict.read(path));
    assertEquals(path + ": " + message, e.getMessage());
  }

  private static byte[] pickle(Object... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Object part : parts) {
      bytes.writeBytes(
          part instanceof String text
              ? text.getBytes(StandardCharsets.ISO_8859_1)
              : new byte[] {((Integer) part).byteValue()});
    }
    return bytes.toByteArray();
  }

  /** A deflated archive is read as a stored one is. */
  @Test
  void readsWhatSomebodyCompressed() throws IOException, URISyntaxException {
    Path path = write(golden("bare.pt"));
    assertEquals(4, StateDict.read(path).shapes().size());
  }

  @Test
  void refusesWhatIsNoStateDict() throws IOException {
    refused(
        "this is a ZIP file with 0 entries named data.pkl; expected one, as torch.save writes",
        Map.of("word/document.xml", new byte[1]));
    refused(
        "what was saved is no state dict; save the model's state_dict()",
        Map.of("a/data.pkl", pickle(0x80, 2, "K", 7, ".")));
    refused(
        "what was saved has [a] and no tensors; expected a state dict, or one under one of the"
            + " names [state_dict, model_state_dict, model_state, model, net, network]",
        Map.of("a/data.pkl", pickle(0x80, 4, "}", 0x8c, 1, "aK", 1, "s.")));
  }

  /** What a pickle would run is named, and not run. */
  @Test
  void runsNoCode() throws IOException {
    refused(
        "a whole os.system was saved, which only its program can read; save its state_dict()",
        Map.of("a/data.pkl", pickle(0x80, 4, "cos\nsystem\n", 0x8c, 2, "ls", 0x85, "R.")));
  }

  @Test
  void refusesDamagedPickles() throws IOException {
    refused("the pickle ends at byte 2; expected 1 more", Map.of("a/data.pkl", pickle(0x80, 2)));
    refused(
        "byte 2 of the pickle is 7a, which is no operation of protocols 2 to 5",
        Map.of("a/data.pkl", pickle(0x80, 2, "z")));
    refused(
        "the pickle takes what is not there, before its byte 3",
        Map.of("a/data.pkl", pickle(0x80, 2, ".")));
    refused(
        "the pickle ends at byte 7; expected 4294967295 more",
        Map.of("a/data.pkl", pickle(0x80, 2, "X", 255, 255, 255, 255, ".")));
    refused(
        "the pickle has nothing under 9, before its byte 4",
        Map.of("a/data.pkl", pickle(0x80, 2, "h", 9, ".")));
  }

  @Test
  void refusesStoragesThatAreNotThere() throws IOException, URISyntaxException {
    Map<String, byte[]> entries = golden("bare.pt");
    String storage =
        entries.keySet().stream()
            .filter(name -> name.endsWith("/data/0"))
            .findFirst()
            .orElseThrow();
    Map<String, byte[]> without = new LinkedHashMap<>(entries);
    without.remove(storage);
    refused("the storage '" + storage + "' is missing", without);
    Map<String, byte[]> shorter = new LinkedHashMap<>(entries);
    shorter.put(storage, new byte[8]);
    refused("the storage '" + storage + "' has 8 bytes; expected 24 numbers of type F32", shorter);
  }

  /** Whatever becomes of the bytes of a pickle, it is read or refused in one sentence. */
  @Test
  void noMutantEscapes() throws IOException, URISyntaxException {
    SeededRandom random = new SeededRandom(31);
    for (String name : new String[] {"checkpoint.pt", "views.pt", "module.pt"}) {
      byte[] whole =
          golden(name).entrySet().stream()
              .filter(entry -> entry.getKey().endsWith("data.pkl"))
              .findFirst()
              .orElseThrow()
              .getValue();
      Object expected = Pickle.read(whole);
      assertTrue(expected instanceof Map<?, ?> || expected instanceof Pickle.Call);
      for (int i = 0; i < MUTANTS; i++) {
        byte[] mutant = whole.clone();
        for (int k = random.nextInt(4); k >= 0; k--) {
          mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(256);
        }
        try {
          Pickle.read(mutant);
        } catch (FormatException e) {
          assertTrue(!Objects.requireNonNull(e.getMessage()).isBlank());
        }
      }
    }
  }
}
