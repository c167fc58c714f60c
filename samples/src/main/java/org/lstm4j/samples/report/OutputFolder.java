package org.lstm4j.samples.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.lstm4j.file.AtomicFile;
import org.lstm4j.file.FolderLock;
import org.lstm4j.samples.failure.Failure;
import org.lstm4j.samples.failure.InputException;

/**
 * The folder that takes the files of a run, which has it to itself until it is closed. A file
 * appears under its name only when it is complete. A set of files appears together: it is gathered
 * in a hidden folder, whose renaming decides; then the old files go, and then the new ones take
 * their places. Whoever is killed between leaves a part of one set, never of two, and the next run
 * completes it.
 */
public final class OutputFolder implements AutoCloseable {
  private static final String GATHERED = ".lstm4j-gathered";
  private static final String DECIDED = ".lstm4j-decided";

  /** In a gathered set: the names of files that go with the old one. */
  private static final String OUTDATED = ".outdated";

  private final Path folder;
  private final boolean isNew;
  private final FolderLock lock;
  private final List<String> written = new ArrayList<>();

  private OutputFolder(Path folder, boolean isNew, FolderLock lock) {
    this.folder = folder;
    this.isNew = isNew;
    this.lock = lock;
  }

  /**
   * Creates the folder where it is missing and checks that a file can be written there, so that a
   * long run does not fail at its end.
   *
   * @param folder where the files go
   * @return the folder, ready
   * @throws InputException if it is a file, cannot be created, or cannot be written to
   */
  public static OutputFolder create(Path folder) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new InputException(
          "output folder '%s' is a file; expected a folder or a new name".formatted(folder));
    }
    if (folder.toString().isEmpty()) {
      throw new InputException("the name of the output folder is empty; expected a folder");
    }
    boolean isNew = !Files.exists(folder);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new InputException("cannot create output folder '%s': %s".formatted(folder, why(e)), e);
    }
    FolderLock lock = lock(folder);
    try {
      AtomicFile.deleteAbandoned(folder);
      deleteAll(folder.resolve(GATHERED));
      OutputFolder ready = new OutputFolder(folder, isNew, lock);
      ready.complete();
      return ready;
    } catch (IOException e) {
      close(lock);
      throw new InputException(
          "cannot write to output folder '%s': %s".formatted(folder, why(e)), e);
    }
  }

  private static FolderLock lock(Path folder) {
    try {
      return FolderLock.take(folder);
    } catch (IOException e) {
      throw new InputException(
          "cannot write to output folder '%s': %s".formatted(folder, why(e)), e);
    }
  }

  /**
   * Writes a set of files, replacing what has their names. If one cannot be written, the old files
   * stay and nothing of the new ones does.
   *
   * @param files what each shall hold, by its name without a path
   * @param outdated names of files that do not outlive the old set
   * @throws IOException if writing or renaming fails
   */
  public void writeSet(Map<String, AtomicFile.Content> files, Collection<String> outdated)
      throws IOException {
    Path gathered = folder.resolve(GATHERED);
    try {
      Files.createDirectory(gathered);
      for (Map.Entry<String, AtomicFile.Content> file : files.entrySet()) {
        AtomicFile.write(gathered.resolve(plain(file.getKey())), file.getValue());
      }
      byte[] names = String.join("\n", outdated).getBytes(StandardCharsets.UTF_8);
      AtomicFile.write(gathered.resolve(OUTDATED), out -> out.write(names));
      Files.move(gathered, folder.resolve(DECIDED), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      deleteAll(gathered);
      throw e;
    }
    complete();
    files.keySet().forEach(this::noteWritten);
  }

  /** Lets a set that was decided on take the place of the old one. */
  private void complete() throws IOException {
    Path decided = folder.resolve(DECIDED);
    if (!Files.isDirectory(decided)) {
      return;
    }
    Path outdated = decided.resolve(OUTDATED);
    List<Path> files = list(decided);
    files.remove(outdated);
    if (Files.exists(outdated)) { // else the old files are gone, and some new ones are here
      for (String name : Files.readAllLines(outdated)) {
        Files.deleteIfExists(folder.resolve(plain(name)));
      }
      for (Path file : files) {
        Files.deleteIfExists(folder.resolve(file.getFileName()));
      }
      Files.delete(outdated);
    }
    for (Path file : files) {
      Files.move(file, folder.resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
    Files.delete(decided);
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.collect(Collectors.toCollection(ArrayList::new));
    }
  }

  private static void deleteAll(Path gathered) throws IOException {
    if (Files.isDirectory(gathered)) {
      for (Path file : list(gathered)) {
        Files.deleteIfExists(file);
      }
      Files.delete(gathered);
    }
  }

  /**
   * Writes one file, replacing what has its name. If the writer fails, the old file stays and
   * nothing of the new one does.
   *
   * @param name the file's name, without a path
   * @param content what it shall hold
   * @throws IOException if writing or renaming fails
   */
  public void write(String name, AtomicFile.Content content) throws IOException {
    AtomicFile.write(folder.resolve(plain(name)), content);
    noteWritten(name);
  }

  private void noteWritten(String name) {
    if (!written.contains(name)) {
      written.add(name);
    }
  }

  private static String plain(String name) {
    if (!Path.of(name).equals(Path.of(name).getFileName()) || name.startsWith(".")) {
      throw new IllegalArgumentException("'" + name + "' is not a plain file name");
    }
    return name;
  }

  /** Gives the folder back to other runs; if this one made it and wrote nothing, it goes. */
  @Override
  public void close() throws IOException {
    lock.close();
    if (isNew && written.isEmpty()) {
      try {
        Files.deleteIfExists(folder);
      } catch (DirectoryNotEmptyException _) {
        // a checkpoint is there
      }
    }
  }

  private static void close(FolderLock lock) {
    try {
      lock.close();
    } catch (IOException _) {
      // what is told is why the folder cannot be used
    }
  }

  /**
   * Tells where the files go.
   *
   * @return the folder as the user named it
   */
  public Path path() {
    return folder;
  }

  /**
   * Lists the files of this run.
   *
   * @return their names in the order of writing
   */
  public List<String> written() {
    return List.copyOf(written);
  }

  private static String why(IOException e) {
    return e instanceof FileSystemException f ? Failure.reason(f) : e.getMessage();
  }
}
