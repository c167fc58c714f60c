package org.lstm4j.jmh.suite;

import java.util.ArrayList;
import java.util.List;

/** The columns of peers in a table, with the ratio at its end; neither where no peer ran. */
final class PeerColumns {
  /** The heading of the ratio. */
  static final String RATIO = "best peer ÷ lstm4j";

  private static final String MARK = "¹";

  private PeerColumns() {}

  /** {@return the headings of a table: ours, those of the peers, the ratio} */
  static List<String> head(Results results, List<String> peers, String... ours) {
    List<String> head = new ArrayList<>(List.of(ours));
    peers.forEach(peer -> head.add(name(results, peer)));
    if (!peers.isEmpty()) {
      head.add(RATIO);
    }
    return head;
  }

  /** {@return a peer's name, marked if it ran with more than the others were limited to} */
  static String name(Results results, String peer) {
    return Names.of(peer) + (results.unlimited(peer) ? MARK : "");
  }

  /** {@return the cells of a row with the ratio at their end, if there are peers} */
  static List<String> ended(Results results, Row ours, List<String> peers, List<String> cells) {
    List<String> ended = new ArrayList<>(cells);
    if (!peers.isEmpty()) {
      ended.add(Figures.ratio(results.bestRatio(ours, peers)));
    }
    return ended;
  }

  /** {@return what the mark means, as a paragraph; nothing without a marked peer} */
  static String footnote(Results results, List<String> peers) {
    return peers.stream().anyMatch(results::unlimited)
        ? """

        %s ONNX Runtime takes no limit: it runs with all that the processor has, and never counts as the best peer here.
        """
            .formatted(MARK)
        : "";
  }
}
