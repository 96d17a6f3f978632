package dev.culebra.cuda;

import dev.culebra.files.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;

/** What a report says about the devices: driver, libraries, images. */
final class CudaFindings {
  /** Written by {@code cuda-kernels/ptx.sh}: lines of an image's name and its target. */
  private static final String INDEX = "/dev/culebra/cuda/images.txt";

  private CudaFindings() {}

  static SequencedMap<String, String> find() {
    SequencedMap<String, String> findings = new LinkedHashMap<>();
    CudaDriver driver = CudaDriver.get();
    if (driver.isLoaded()) {
      findings.put(
          "cuda driver",
          "for CUDA "
              + CudaFacts.version(CudaFacts.driverVersion())
              + ", "
              + VendorLibrary.location(CudaDriver.LIBRARY));
      for (int i = 0; i < CudaFacts.devices(); i++) {
        findings.put("cuda device " + i, CudaFacts.describe(CudaFacts.device(i)));
      }
    }
    if (driver.refusal() == null) {
      CudaBlas blas = CudaBlas.get();
      findings.put(
          "cuda cublas",
          blas.refusal() == null
              ? blas.version() + ", " + VendorLibrary.location(blas.library().name())
              : "refused: " + blas.refusal());
      findings.put("cuda cudnn", cudnn());
      findings.put("cuda nccl", nccl());
    }
    images()
        .forEach(
            (target, names) ->
                findings.put(
                    "cuda images " + target, String.join(", ", names) + "; " + users(target)));
    return findings;
  }

  private static String cudnn() {
    Cudnn cudnn = Cudnn.get();
    if (cudnn.refusal() != null) {
      return "refused: " + cudnn.refusal() + "; our own kernels convolve";
    }
    String found = cudnn.version() + ", " + VendorLibrary.location(Cudnn.LIBRARY);
    String refusal = ConvolutionChoice.refusal();
    return found + "; " + (refusal == null ? ConvolutionChoice.get().describe() : refusal);
  }

  private static String nccl() {
    try {
      return Nccl.get().version() + ", " + VendorLibrary.location(Nccl.LIBRARY);
    } catch (UserError absent) {
      return "refused: " + absent.getMessage();
    }
  }

  /** The devices that take images of a target such as {@code sm_80}. */
  private static String users(String target) {
    int oldest = Integer.parseInt(target.substring("sm_".length()));
    List<String> users = new ArrayList<>();
    for (int i = 0; CudaDriver.get().isLoaded() && i < CudaFacts.devices(); i++) {
      if (CudaFacts.capability(CudaFacts.device(i)) >= oldest) {
        users.add(String.valueOf(i));
      }
    }
    return users.isEmpty() ? "no device takes them" : "for device " + String.join(", ", users);
  }

  /** Names of the images by the oldest architecture that takes them. */
  private static SequencedMap<String, List<String>> images() {
    SequencedMap<String, List<String>> images = new TreeMap<>();
    try (InputStream index = CudaFindings.class.getResourceAsStream(INDEX)) {
      for (String line :
          new String(index.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        String[] words = line.split(" ");
        images.computeIfAbsent(words[1], _ -> new ArrayList<>()).add(words[0]);
      }
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
    return images;
  }
}
