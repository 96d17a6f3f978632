package dev.culebra.cuda;

import dev.culebra.files.UserError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** What a report says about the devices: driver, libraries, images. */
final class CudaFindings {
  private CudaFindings() {}

  /**
   * All that can be known without opening a device, and what one of them finds.
   *
   * @param number of that device
   */
  static SequencedMap<String, String> find(int number) {
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
    if (driver.refusal(number) == null) {
      findings.put("cuda cublas", on(number, CudaFindings::cublas));
      findings.put("cuda cudnn", on(number, CudaFindings::cudnn));
      String unknown = RecurrentChoice.refusal();
      findings.put(
          "cuda recurrent layers", unknown == null ? RecurrentChoice.get().describe() : unknown);
      findings.put("cuda nccl", nccl());
    }
    findings.putAll(images());
    return findings;
  }

  private static String on(int number, Supplier<String> finding) {
    try {
      return CudaDriver.get().device(number).choose(finding);
    } catch (UserError full) {
      return "refused: " + full.getMessage();
    }
  }

  private static String cublas() {
    CudaBlas blas = CudaBlas.get();
    return blas.refusal() == null
        ? blas.version() + ", " + VendorLibrary.location(blas.library().name())
        : "refused: " + blas.refusal();
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

  /** What each device loads, alike ones together. */
  private static SequencedMap<String, String> images() {
    SequencedMap<String, List<String>> devices = new LinkedHashMap<>();
    for (int i = 0; CudaDriver.get().isLoaded() && i < CudaFacts.devices(); i++) {
      int capability = CudaFacts.capability(CudaFacts.device(i));
      devices
          .computeIfAbsent(images(capability, CudaFacts.driverVersion()), _ -> new ArrayList<>())
          .add(String.valueOf(i));
    }
    SequencedMap<String, String> findings = new LinkedHashMap<>();
    if (devices.isEmpty()) {
      findings.put("cuda images", CudaImage.names().size() + " in PTX; no device takes them");
    }
    devices.forEach(
        (images, numbers) ->
            findings.put("cuda images, device " + String.join(", ", numbers), images));
    return findings;
  }

  /** In words: each form of image, and those that are loaded in it. */
  private static String images(int capability, int driver) {
    SequencedMap<String, List<String>> names = new TreeMap<>();
    CudaImage.names()
        .forEach(
            (name, oldest) -> {
              String form =
                  capability < oldest
                      ? "not loaded, needs sm_" + oldest
                      : CudaImage.of(name, capability, driver).form();
              names.computeIfAbsent(form, _ -> new ArrayList<>()).add(name);
            });
    return names.entrySet().stream()
        .map(form -> form.getKey() + ": " + String.join(", ", form.getValue()))
        .collect(Collectors.joining("; "));
  }
}
