package dev.culebra.bench;

import dev.culebra.files.Json;
import dev.culebra.files.UserError;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program that waits for its turns: a line of JSON is a request, a line of JSON is its answer,
 * and between the two it alone computes.
 *
 * <p>Requests: {@code {"do":"offer","sides":[…]}} is answered by {@code {"<side>":[kinds, …], …}},
 * or a reason in place of the kinds; {@code
 * {"do":"open","side":…,"name":…,"kind":…,"facts":{…},"threads":…}} is answered by {@code
 * {"error":…,"values":[…],"ran":…}}, {@code {"skipped":…}} or {@code {"wrong":…}}; {@code
 * {"do":"slice","side":…,"seconds":…}} by {@code {"seconds":…}}, the median of a call; {@code
 * {"do":"shut","side":…}} by {@code {}}. The end of input ends the program.
 *
 * <p>Owns the program until closed. One thread.
 */
final class PeerProcess implements AutoCloseable {
  private final Process process;
  private final BufferedWriter requests;
  private final BufferedReader answers;
  private final TemporaryFolder folder;
  private final Path complaints;
  private final Undo undo;

  /**
   * Starts the program.
   *
   * @param environment what is set besides our own
   * @throws UserError if it cannot be started
   */
  PeerProcess(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    folder = new TemporaryFolder("culebra-peer");
    complaints = folder.path().resolve("complaints");
    builder.redirectError(complaints.toFile());
    try {
      process = builder.start();
    } catch (IOException problem) {
      folder.close();
      throw new UserError(command.getFirst() + ": cannot be started: " + problem.getMessage());
    }
    undo = new Undo(() -> end(process));
    requests = process.outputWriter();
    answers = process.inputReader();
  }

  /**
   * Asks, and waits for the answer.
   *
   * @throws Side.Skipped if the program has ended, with its last words
   */
  Map<String, Object> ask(Map<String, Object> request) {
    try {
      requests.write(Json.line(request));
      requests.newLine();
      requests.flush();
      String answer = answers.readLine();
      if (answer != null) {
        return Json.parseMap("answer of a peer", answer);
      }
    } catch (IOException ended) {
      // Told below, in the program's own words.
    }
    throw new Side.Skipped(lastWords());
  }

  private String lastWords() {
    try {
      process.waitFor();
      List<String> lines = Files.readString(complaints).strip().lines().toList();
      return lines.isEmpty() ? "ended with code " + process.exitValue() : lines.getLast();
    } catch (IOException | InterruptedException problem) {
      return "ended: " + problem.getMessage();
    }
  }

  Process process() {
    return process;
  }

  /** Ends a process and those that it started, and waits for it. */
  static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroy);
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    undo.close();
    folder.close();
  }
}
