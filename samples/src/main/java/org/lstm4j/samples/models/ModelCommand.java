package org.lstm4j.samples.models;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.lstm4j.file.RegularFile;
import org.lstm4j.formats.Models;
import org.lstm4j.formats.ReadModel;
import org.lstm4j.samples.cli.ShellCommand;
import org.lstm4j.samples.failure.InputException;

/** A command that reads a model. */
abstract class ModelCommand extends ShellCommand {
  /** {@return where results go} */
  final PrintStream out() {
    return streams().out();
  }

  /** {@return where notes go that are no results} */
  final PrintStream err() {
    return streams().err();
  }

  /**
   * Reads a model of any format.
   *
   * @throws InputException if there is no such file
   * @throws IOException if it cannot be read
   */
  static ReadModel read(Path path) throws IOException {
    return Models.read(existing("model file", path));
  }

  /** {@return the path of a file that is there} */
  static Path existing(String what, Path path) {
    try {
      RegularFile.check(path);
      return path;
    } catch (NoSuchFileException e) {
      throw new InputException("%s '%s' does not exist".formatted(what, path), e);
    } catch (FileSystemException e) {
      throw new InputException("%s '%s': %s".formatted(what, path, e.getReason()), e);
    } catch (IOException e) {
      throw new InputException("%s '%s': %s".formatted(what, path, e.getMessage()), e);
    }
  }
}
