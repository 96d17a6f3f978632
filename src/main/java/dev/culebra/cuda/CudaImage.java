package dev.culebra.cuda;

import static jcuda.driver.JCudaDriver.cuModuleLoadData;

import dev.culebra.files.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jcuda.driver.CUmodule;
import jcuda.driver.CUresult;

/**
 * A file of kernels as a device takes it: PTX, which the driver compiles, or what {@code
 * cuda-kernels/cubin.sh} has made of the same PTX for just this architecture, if that is on the
 * class path and the driver is for the CUDA that made it or newer.
 *
 * @param name of the file in {@code cuda-kernels/}, without its ending
 * @param text the PTX
 * @param cubin null where the driver compiles the text
 * @param form what is loaded, and why it is the text
 */
record CudaImage(String name, String text, byte[] cubin, String form) {
  private static final String FOLDER = "/dev/culebra/cuda/";

  /** Written by {@code cuda-kernels/ptx.sh}: lines of an image's name and its target. */
  private static final String INDEX = FOLDER + "images.txt";

  /** Every image, with the oldest architecture that takes it: 75 for sm_75. */
  static SortedMap<String, Integer> names() {
    SortedMap<String, Integer> names = new TreeMap<>();
    for (String line : new String(resource(INDEX), StandardCharsets.UTF_8).lines().toList()) {
      String[] words = line.split(" ");
      names.put(words[0], Integer.parseInt(words[1].substring("sm_".length())));
    }
    return names;
  }

  /**
   * @param capability of the device, 90 for 9.0
   * @param driver newest CUDA that it serves, 13000 for 13.0
   */
  static CudaImage of(String name, int capability, int driver) {
    byte[] ptx = resource(FOLDER + name + ".ptx");
    if (ptx == null) {
      throw new IllegalStateException("[cuda] " + name + ".ptx is not on the class path");
    }
    String text = new String(ptx, StandardCharsets.UTF_8);
    String folder = FOLDER + "sm_" + capability + "/";
    byte[] list = resource(folder + "cubins.txt");
    if (list == null) {
      return ofText(name, text, "no cubins for sm_" + capability);
    }
    List<String> lines = new String(list, StandardCharsets.UTF_8).lines().toList();
    int cuda = Integer.parseInt(lines.getFirst().substring("cuda ".length()));
    if (driver < cuda * 1000) {
      return ofText(name, text, "cubins are for drivers of CUDA " + cuda);
    }
    byte[] cubin = resource(folder + name + ".cubin");
    return cubin != null && lines.contains(name + " " + hash(ptx))
        ? new CudaImage(name, text, cubin, "cubin sm_" + capability)
        : ofText(name, text, "cubins are of other sources");
  }

  private static CudaImage ofText(String name, String text, String why) {
    Matcher target = Pattern.compile("(?m)^\\.target (\\w+)").matcher(text);
    return new CudaImage(
        name, text, null, "PTX " + (target.find() ? target.group(1) : "") + " (" + why + ")");
  }

  private static byte[] resource(String path) {
    try (InputStream stream = CudaImage.class.getResourceAsStream(path)) {
      return stream == null ? null : stream.readAllBytes();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static String hash(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Loads it on the device of this thread.
   *
   * @throws UserError if the driver refuses it
   */
  CUmodule load() {
    CUmodule module = new CUmodule();
    int result = cubin == null ? cuModuleLoadData(module, text) : cuModuleLoadData(module, cubin);
    if (result != CUresult.CUDA_SUCCESS) {
      throw new UserError(
          "[cuda] image "
              + name
              + ", "
              + form
              + ": "
              + CudaCalls.name(result)
              + "; update the NVIDIA driver, and leave CUDA_DISABLE_PTX_JIT unset");
    }
    return module;
  }

  /** Size of a kernel's argument block. */
  long blockBytes(String kernel) {
    Matcher found =
        Pattern.compile("\\b" + Pattern.quote(kernel) + "_param_0\\[(\\d+)]").matcher(text);
    if (!found.find()) {
      throw new IllegalStateException("[cuda] " + kernel + " takes no block");
    }
    return Long.parseLong(found.group(1));
  }
}
