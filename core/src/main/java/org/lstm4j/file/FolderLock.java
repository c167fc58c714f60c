package org.lstm4j.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A folder that one run has to itself. The lock is the operating system's on a hidden file, which
 * ends with the process however it ends; the file goes when the lock is given back.
 */
public final class FolderLock implements AutoCloseable {
  private static final String NAME = ".lstm4j.lock";

  /** Folders that this process holds: their files must not be opened a second time. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final Path file;
  private final RandomAccessFile opened;
  private final AtomicBoolean closed = new AtomicBoolean();

  private FolderLock(Path folder, Path file, RandomAccessFile opened) {
    this.folder = folder;
    this.file = file;
    this.opened = opened;
  }

  /**
   * Takes a folder.
   *
   * @param folder an existing folder
   * @return the lock, to be closed
   * @throws FileSystemException if another run has it; the reason names its process
   * @throws IOException if the file of the lock cannot be made
   */
  public static FolderLock take(Path folder) throws IOException {
    Path real = folder.toRealPath();
    if (!HELD.add(real)) {
      throw taken(folder, ProcessHandle.current().pid() + ", this one");
    }
    try {
      Path file = real.resolve(NAME);
      RandomAccessFile opened = null;
      while (opened == null) {
        opened = tryTake(folder, file);
      }
      return new FolderLock(real, file, opened);
    } catch (IOException | RuntimeException | Error e) {
      HELD.remove(real);
      throw e;
    }
  }

  /** {@return the locked file, or null if its owner took it away in the meantime} */
  private static RandomAccessFile tryTake(Path folder, Path file) throws IOException {
    new RandomAccessFile(file.toFile(), "rw").close(); // now it is there
    RandomAccessFile opened = null;
    try {
      Object key = key(file);
      opened = new RandomAccessFile(file.toFile(), "rw");
      if (opened.getChannel().tryLock() == null) {
        String owner = opened.readLine();
        throw taken(folder, owner == null ? "of an unknown number" : owner);
      }
      if (key == null || key.equals(key(file))) {
        opened.setLength(0);
        opened.writeBytes(Long.toString(ProcessHandle.current().pid()));
        RandomAccessFile locked = opened;
        opened = null;
        return locked;
      }
      return null;
    } catch (NoSuchFileException _) {
      return null;
    } finally {
      if (opened != null) {
        opened.close();
      }
    }
  }

  /** What tells a file from another of the same name, where the system has it. */
  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static FileSystemException taken(Path folder, String owner) {
    return new FileSystemException(
        folder.toString(), null, "in use by another run, process %s".formatted(owner));
  }

  /** Gives the folder back. A second call does nothing. */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    try {
      Files.deleteIfExists(file);
    } finally {
      opened.close();
      HELD.remove(folder);
    }
  }
}
