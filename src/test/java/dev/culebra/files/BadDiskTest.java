package dev.culebra.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, limited or closed to us, each met by a real process. */
class BadDiskTest {
  private static final String MEBIBYTE = "1048576";

  @TempDir Path folder;

  @Test
  void fileSizeLimit() throws Exception {
    Path file = folder.resolve("model.bin");
    Files.writeString(file, "old");
    // bash counts in KiB: the child may write 64 KiB a file.
    List<String> limited = List.of("bash", "-c", "ulimit -f 64; exec \"$@\"", "limited");
    ChildJvm.Result result = ChildJvm.run(limited, WriteMain.class, file.toString(), MEBIBYTE);
    assertEquals(
        "cannot write "
            + file
            + ": the file size limit is reached; raise it (ulimit -f) or choose another folder\n",
        result.output());
    assertEquals(2, result.exit());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("model.bin"), names(folder));
  }

  @Test
  void fullDisk() throws Exception {
    Path mount = Files.createDirectory(folder.resolve("small"));
    int mounted = exit("mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", mount.toString());
    skipUnless(mounted == 0, "fullDisk: no permission to mount a small tmpfs here");
    try {
      Path file = mount.resolve("model.bin");
      Files.writeString(file, "old");
      ChildJvm.Result result = ChildJvm.run(List.of(), WriteMain.class, file.toString(), MEBIBYTE);
      String said = "cannot write " + file + ": the disk is full (";
      assertTrue(result.output().startsWith(said), result.output());
      assertTrue(
          result.output().endsWith("free); free some space or choose another folder\n"),
          result.output());
      assertEquals(2, result.exit());
      assertEquals("old", Files.readString(file));
      assertEquals(List.of("model.bin"), names(mount));
    } finally {
      exit("umount", mount.toString());
    }
  }

  @Test
  void unwritableFolder() throws Exception {
    Path closed = Files.createDirectory(folder.resolve("closed"));
    List<String> prefix = List.of();
    if (System.getProperty("user.name").equals("root")) {
      // Root may write everywhere, so the child becomes nobody.
      prefix = List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      skipUnless(
          exit("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "true") == 0,
          "unwritableFolder: running as root, and setpriv cannot give that up here");
      skipUnless(
          exit("setpriv", "--reuid=65534", "--clear-groups", "ls", classes()) == 0,
          "unwritableFolder: running as root, and others cannot read " + classes());
    }
    Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
    Path file = closed.resolve("a.txt");
    ChildJvm.Result result = ChildJvm.run(prefix, WriteMain.class, file.toString(), "10");
    assertEquals(
        "cannot write "
            + file
            + ": no permission to write in "
            + closed
            + "; make it writable or choose another folder\n",
        result.output());
    assertEquals(2, result.exit());
    assertEquals(List.of(), names(closed));
  }

  private static String classes() throws IOException {
    return Path.of(WriteMain.class.getProtectionDomain().getCodeSource().getLocation().getPath())
        .toString();
  }

  private static void skipUnless(boolean possible, String reason) {
    if (!possible) {
      System.out.println("skipped " + reason);
    }
    assumeTrue(possible, reason);
  }

  private static int exit(String... command) throws IOException, InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getInputStream().readAllBytes();
      return process.waitFor();
    } catch (IOException noSuchCommand) {
      return 127;
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> list = Files.list(folder)) {
      return list.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
