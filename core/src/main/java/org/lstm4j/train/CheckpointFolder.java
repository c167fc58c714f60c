package org.lstm4j.train;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.lstm4j.file.AtomicFile;
import org.lstm4j.file.FolderLock;
import org.lstm4j.io.FormatException;

/** The folder of a run's checkpoints, locked while it runs. A file is never changed. */
final class CheckpointFolder implements AutoCloseable {
  private static final Pattern NAME = Pattern.compile("step-(\\d{1,18})\\.safetensors");

  /** The newest and the one before. */
  private static final int KEPT = 2;

  private final Path folder;
  private final FolderLock lock;

  CheckpointFolder(Path folder) throws IOException {
    Files.createDirectories(folder);
    this.folder = folder;
    this.lock = FolderLock.take(folder);
    AtomicFile.deleteAbandoned(folder);
  }

  /** {@return the checkpoints of a folder, the newest first} */
  static List<Path> files(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        if (NAME.matcher(name(file)).matches() && Files.isRegularFile(file)) {
          files.add(file);
        }
      }
    }
    files.sort(Comparator.comparingLong(CheckpointFolder::step).reversed());
    return files;
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }

  private static long step(Path file) {
    Matcher matcher = NAME.matcher(name(file));
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : -1;
  }

  static void deleteIfEmpty(Path folder) throws IOException {
    try {
      Files.deleteIfExists(folder);
    } catch (DirectoryNotEmptyException _) {
      // what else is in it is not ours
    }
  }

  /**
   * {@return the newest good checkpoint, if there is any}
   *
   * @param notice told of damaged ones
   * @throws FormatException if there are some and all are damaged
   * @throws IOException if one cannot be read
   */
  Optional<Checkpoint> newest(Consumer<String> notice) throws IOException {
    FormatException first = null;
    for (Path file : files(folder)) {
      try {
        Checkpoint checkpoint = Checkpoint.read(file);
        if (first != null) {
          notice.accept("%s; going on from the one before".formatted(first.getMessage()));
        }
        return Optional.of(checkpoint);
      } catch (FormatException e) {
        first = first == null ? e : first;
      }
    }
    if (first != null) {
      throw new FormatException(
          "no checkpoint can be used; the newest: %s".formatted(first.getMessage()), first);
    }
    return Optional.empty();
  }

  /** Writes a checkpoint, and deletes all but the newest two up to it. */
  void write(Checkpoint checkpoint) throws IOException {
    Path written = folder.resolve("step-" + checkpoint.step() + ".safetensors");
    checkpoint.write(written);
    int kept = 0;
    for (Path file : files(folder)) {
      if (step(file) > checkpoint.step() || ++kept > KEPT) {
        Files.deleteIfExists(file);
      }
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
    deleteIfEmpty(folder);
  }
}
