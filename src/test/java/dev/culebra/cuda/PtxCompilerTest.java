package dev.culebra.cuda;

import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerCompile;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerCreate;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerDestroy;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetErrorLog;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetErrorLogSize;
import static jcuda.nvptxcompiler.JNvPTXCompiler.nvPTXCompilerGetVersion;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a driver does when it loads an image, as far as that needs no device: JCuda brings CUDA
 * 12.0's compiler of PTX along. {@code ptx.sh} has that of nvcc take them too.
 */
@Tag("cuda")
class PtxCompilerTest {
  private static final String TEMPORARY = "java.io.tmpdir";

  @TestFactory
  Stream<DynamicTest> imagesAreTaken(@TempDir Path folder) throws IOException {
    // JCuda's loader writes the compiler there, under a name that other processes use too.
    String before = System.setProperty(TEMPORARY, folder.toString());
    int[] major = new int[1];
    int[] minor = new int[1];
    try {
      nvPTXCompilerGetVersion(major, minor);
    } catch (LinkageError absent) {
      Assumptions.abort("no compiler of PTX for this system: " + absent.getMessage());
    } finally {
      System.setProperty(TEMPORARY, before);
    }
    assertArrayEquals(new int[] {12}, major, "CUDA");
    try (Stream<Path> files = Files.list(PtxTest.IMAGES)) {
      List<Path> images = files.filter(file -> file.toString().endsWith(".ptx")).sorted().toList();
      return images.stream()
          .map(
              image ->
                  DynamicTest.dynamicTest(
                      image.getFileName().toString(), () -> check(Files.readString(image))));
    }
  }

  private static void check(String text) {
    // Drivers of CUDA 12.3 and newer know it, and refuse it in images of an older version.
    assertFalse(text.contains("used_bytes_mask"), "says which bytes are used");
    nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
    byte[] bytes = (text + "\0").getBytes(StandardCharsets.UTF_8);
    assertEquals(0, nvPTXCompilerCreate(compiler, bytes.length - 1, bytes));
    String target = text.contains(".target sm_90") ? "sm_90" : "sm_80";
    int result = nvPTXCompilerCompile(compiler, 1, new String[] {"--gpu-name=" + target});
    long[] size = new long[1];
    nvPTXCompilerGetErrorLogSize(compiler, size);
    byte[] log = new byte[(int) size[0] + 1];
    nvPTXCompilerGetErrorLog(compiler, log);
    nvPTXCompilerDestroy(compiler);
    assertEquals(0, result, new String(log, StandardCharsets.UTF_8));
  }
}
