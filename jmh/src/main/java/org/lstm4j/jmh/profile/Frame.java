package org.lstm4j.jmh.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;

/** A method in a tree of calls, with the samples taken in it or below it. */
final class Frame {
  private final Map<String, Frame> callees = new TreeMap<>();
  private int samples;

  /** {@return the tree of all samples of Java code in a recording} */
  static Frame read(Path recording) throws IOException {
    Frame root = new Frame();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals("jdk.ExecutionSample")
            && event.getStackTrace() != null) {
          root.add(calls(event));
        }
      }
    }
    return root;
  }

  private static List<String> calls(RecordedEvent sample) {
    return sample.getStackTrace().getFrames().reversed().stream()
        .map(frame -> {
          RecordedMethod method = frame.getMethod();
          String type = method.getType().getName();
          return type.substring(type.lastIndexOf('.') + 1) + "." + method.getName();
        })
        .toList();
  }

  /** Adds a sample: a chain of calls, the outermost first. */
  void add(List<String> calls) {
    Frame frame = this;
    frame.samples++;
    for (String name : calls) {
      frame = frame.callees.computeIfAbsent(name, _ -> new Frame());
      frame.samples++;
    }
  }

  /** {@return samples in this method and in what it calls} */
  int samples() {
    return samples;
  }

  /** {@return what it calls, by name} */
  Map<String, Frame> callees() {
    return callees;
  }

  /** {@return the longest chain of calls below} */
  int depth() {
    return callees.values().stream().mapToInt(callee -> 1 + callee.depth()).max().orElse(0);
  }
}
