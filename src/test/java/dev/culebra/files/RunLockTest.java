package dev.culebra.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLockTest {
  @TempDir Path folder;

  @Test
  void oneHolderInAProcess() {
    try (RunLock _ = RunLock.take(folder)) {
      UserError error = assertThrows(UserError.class, () -> RunLock.take(folder.resolve(".")));
      assertEquals(
          folder.resolve(".")
              + " is in use by this process"
              + "; wait for it to end, stop it, or choose another folder",
          error.getMessage());
    }
    RunLock.take(folder).close();
  }

  @Test
  void aRefusedAttemptInsideDoesNotOpenTheFolderToOthers() throws Exception {
    try (RunLock _ = RunLock.take(folder)) {
      assertThrows(UserError.class, () -> RunLock.take(folder));
      ChildJvm.Result other = ChildJvm.run(List.of(), HoldLockMain.class, folder.toString());
      assertEquals(
          folder
              + " is in use by process "
              + ProcessHandle.current().pid()
              + "; wait for it to end, stop it, or choose another folder\n",
          other.output());
      assertEquals(2, other.exit());
    }
  }

  @Test
  void aKilledHolderFreesTheFolderAndItsLeftoversGo() throws Exception {
    Process holder = ChildJvm.start(List.of(), HoldLockMain.class, folder.toString());
    Path half = folder.resolve("checkpoint.tmp-" + holder.pid());
    try (BufferedReader output = holder.inputReader()) {
      assertEquals("held", output.readLine());
      Files.createDirectory(half);
      Files.writeString(half.resolve("weights"), "half");
      UserError error = assertThrows(UserError.class, () -> RunLock.take(folder));
      assertEquals(
          folder
              + " is in use by process "
              + holder.pid()
              + "; wait for it to end, stop it, or choose another folder",
          error.getMessage());
    } finally {
      holder.destroyForcibly().waitFor();
    }
    RunLock.take(folder).close();
    assertFalse(Files.exists(half));
  }

  @Test
  void aFileInPlaceOfTheFolderIsNamed() throws IOException {
    Path file = Files.writeString(folder.resolve("run"), "");
    UserError error = assertThrows(UserError.class, () -> RunLock.take(file));
    assertEquals(
        "cannot write "
            + file.resolve(".lock")
            + ": "
            + file
            + " exists and is in the way; move it or choose another path",
        error.getMessage());
  }
}
