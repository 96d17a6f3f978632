package dev.culebra.files;

/**
 * Something the user gave or owns is wrong: a file, a folder, a flag. The message is one line that
 * names the file, the field, the fact and the cure; the command prints it and exits with 2.
 */
public final class UserError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public UserError(String message) {
    super(message);
  }

  public UserError(String message, Throwable cause) {
    super(message, cause);
  }
}
