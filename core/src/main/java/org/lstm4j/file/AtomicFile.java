package org.lstm4j.file;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/**
 * Writes files that appear whole or not at all: first under another name beside it, then renamed,
 * with both file and folder forced to the disk. An interrupted thread writes like any other and
 * stays interrupted.
 *
 * <p>A process that dies while it writes leaves a hidden file behind; the next one that writes the
 * same file takes it away. A writer holds a lock on its hidden file, by which others see that it
 * lives.
 */
public final class AtomicFile {
  private static final String MARK = ".lstm4j-";
  private static final String ENDING = ".tmp";
  private static final int BUFFER = 1 << 16;

  /** Of this process: its own files must not be opened, which would lift the locks on them. */
  private static final String OWN = MARK + UUID.randomUUID() + "-";

  private AtomicFile() {}

  /** What a file shall hold. */
  @FunctionalInterface
  public interface Content {
    /**
     * Writes it.
     *
     * @param out buffered; closed by the caller
     * @throws IOException if writing fails
     */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file.
   *
   * @param path the file, replaced if it exists
   * @param content what it shall hold
   * @throws NoSuchFileException if its folder does not exist
   * @throws FileSystemException if it cannot be written; what was there stays, and nothing else is
   *     left
   * @throws IOException if its folder cannot be read
   */
  public static void write(Path path, Content content) throws IOException {
    Path target = path.toAbsolutePath();
    Path folder = target.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new NoSuchFileException(String.valueOf(folder), null, "there is no such folder");
    }
    deleteAbandoned(folder, "." + target.getFileName() + MARK);
    boolean written = false;
    while (!written) {
      written = tryWrite(path, target, folder, content);
    }
  }

  /** False if another process took the file for abandoned, after its lock went with its stream. */
  private static boolean tryWrite(Path path, Path target, Path folder, Content content)
      throws IOException {
    Hidden hidden = Hidden.beside(target);
    try {
      try (FileOutputStream file = hidden.file;
          OutputStream out = new BufferedOutputStream(file, BUFFER)) {
        content.writeTo(out);
        out.flush();
        file.getFD().sync();
      }
      Files.move(
          hidden.path, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      force(folder);
      return true;
    } catch (FileSystemException e) {
      if (e instanceof NoSuchFileException && !Files.exists(hidden.path)) {
        return false;
      }
      throw e;
    } catch (IOException e) { // which says what, but not where
      FileSystemException named = new FileSystemException(path.toString(), null, e.getMessage());
      named.initCause(e);
      throw named;
    } finally {
      Files.deleteIfExists(hidden.path);
    }
  }

  /**
   * Takes away what writers that have died left in a folder.
   *
   * @param folder the folder; other files in it stay
   * @throws IOException if it cannot be read, or a file cannot be deleted
   */
  public static void deleteAbandoned(Path folder) throws IOException {
    deleteAbandoned(folder, ".");
  }

  private static void deleteAbandoned(Path folder, String beginning) throws IOException {
    DirectoryStream.Filter<Path> left =
        file -> {
          String name = String.valueOf(file.getFileName());
          return name.startsWith(beginning)
              && name.contains(MARK)
              && name.endsWith(ENDING)
              && !name.contains(OWN);
        };
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, left)) {
      for (Path file : files) {
        if (isAbandoned(file)) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  /** Whether nobody holds the lock on a file of another process. */
  private static boolean isAbandoned(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    } catch (NoSuchFileException _) {
      return false; // it has just been renamed
    } catch (OverlappingFileLockException _) {
      return false; // another class loader of this process writes it
    }
  }

  /** A file that is being written, with a lock on it. */
  private record Hidden(Path path, FileOutputStream file) {

    static Hidden beside(Path target) throws IOException {
      while (true) {
        Path path =
            target.resolveSibling("." + target.getFileName() + OWN + UUID.randomUUID() + ENDING);
        FileOutputStream file = new FileOutputStream(path.toFile());
        if (isLocked(path, file)) {
          return new Hidden(path, file);
        }
        file.close();
      }
    }

    /** Whether it is locked, before another process took it for abandoned and deleted it. */
    private static boolean isLocked(Path path, FileOutputStream file) {
      try {
        return file.getChannel().tryLock() != null && Files.exists(path);
      } catch (IOException _) {
        return true; // a file system without locks, on which nobody else gets one either
      }
    }
  }

  /**
   * Forces a folder's list of files to the disk, where the system lets it be opened.
   *
   * @param folder the folder
   * @throws IOException if that fails
   */
  static void force(Path folder) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      while (true) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
          channel.force(true);
          return;
        } catch (ClosedByInterruptException _) {
          interrupted = Thread.interrupted();
        }
      }
    } catch (AccessDeniedException _) { // Windows opens no folders
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
