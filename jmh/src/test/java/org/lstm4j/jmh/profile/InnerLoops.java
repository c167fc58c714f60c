package org.lstm4j.jmh.profile;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the innermost loops of some machine code: strongly connected parts of its flow, after
 * Tarjan ("Depth-first search and linear graph algorithms", 1972). A part's entries are taken out;
 * what is still connected without them is a loop inside, and a part without such loops is
 * innermost.
 *
 * <p>By flow and not by addresses, since a compiler may put what it believes to be rare at the end
 * of the code: if it comes back from there, it belongs to the loop.
 */
final class InnerLoops {
  private final List<Instruction> code;
  private final int[][] successors;
  private final BitSet reached;
  private final List<HotLoop> found = new ArrayList<>();

  private InnerLoops(List<Instruction> code) {
    this.code = code;
    this.successors = successors(code);
    this.reached = reached();
  }

  /**
   * {@return the innermost loops, instructions in the order of their addresses}
   *
   * @param code a whole method, entered at its start; jumps to what a register holds leave it
   */
  static List<HotLoop> of(List<Instruction> code) {
    InnerLoops loops = new InnerLoops(code);
    loops.collect(loops.reached);
    return loops.found;
  }

  private static int[][] successors(List<Instruction> code) {
    Map<Long, Integer> places = new HashMap<>();
    for (int i = 0; i < code.size(); i++) {
      places.put(code.get(i).address(), i);
    }
    int[][] successors = new int[code.size()][];
    for (int i = 0; i < code.size(); i++) {
      Instruction instruction = code.get(i);
      int next = instruction.continues() && i + 1 < code.size() ? i + 1 : -1;
      int target = places.getOrDefault(instruction.target(), -1);
      successors[i] = Arrays.stream(new int[] {next, target}).filter(to -> to >= 0).toArray();
    }
    return successors;
  }

  /** What can run: behind a call that does not return stands code that nothing may lead to. */
  private BitSet reached() {
    BitSet reached = new BitSet();
    Deque<Integer> ahead = new ArrayDeque<>(List.of(0));
    while (!ahead.isEmpty()) {
      int at = ahead.removeLast();
      if (!reached.get(at)) {
        reached.set(at);
        Arrays.stream(successors[at]).forEach(ahead::addLast);
      }
    }
    return reached;
  }

  /** {@return whether there were loops} */
  private boolean collect(BitSet within) {
    boolean any = false;
    for (BitSet loop : new Components(within).loops) {
      any = true;
      BitSet inside = (BitSet) loop.clone();
      inside.andNot(entries(loop));
      if (!collect(inside)) {
        found.add(new HotLoop(loop.stream().mapToObj(code::get).toList()));
      }
    }
    return any;
  }

  /** What of a loop is reached from outside; its first instruction if nothing is. */
  private BitSet entries(BitSet loop) {
    BitSet entries = new BitSet();
    reached.stream()
        .filter(from -> !loop.get(from))
        .flatMap(from -> Arrays.stream(successors[from]))
        .filter(loop::get)
        .forEach(entries::set);
    if (entries.isEmpty()) {
      entries.set(loop.nextSetBit(0));
    }
    return entries;
  }

  /** The strongly connected parts of some instructions that are loops. */
  private final class Components {
    private static final int UNSEEN = -1;

    private final List<BitSet> loops = new ArrayList<>();
    private final BitSet within;
    private final int[] order = new int[successors.length];
    private final int[] low = new int[successors.length];
    private final int[] tried = new int[successors.length];
    private final Deque<Integer> open = new ArrayDeque<>();
    private final BitSet isOpen = new BitSet();
    private int seen;

    Components(BitSet within) {
      this.within = within;
      Arrays.fill(order, UNSEEN);
      within.stream().filter(root -> order[root] == UNSEEN).forEach(this::search);
    }

    /** Depth first, with a stack of its own: a method has thousands of instructions. */
    private void search(int root) {
      Deque<Integer> path = new ArrayDeque<>();
      enter(root, path);
      while (!path.isEmpty()) {
        int at = path.getLast();
        if (tried[at] < successors[at].length) {
          int to = successors[at][tried[at]++];
          if (within.get(to) && order[to] == UNSEEN) {
            enter(to, path);
          } else if (isOpen.get(to)) {
            low[at] = Math.min(low[at], order[to]);
          }
        } else {
          path.removeLast();
          if (!path.isEmpty()) {
            low[path.getLast()] = Math.min(low[path.getLast()], low[at]);
          }
          if (low[at] == order[at]) {
            close(at);
          }
        }
      }
    }

    private void enter(int at, Deque<Integer> path) {
      order[at] = seen;
      low[at] = seen;
      seen++;
      path.addLast(at);
      open.addLast(at);
      isOpen.set(at);
    }

    private void close(int root) {
      BitSet part = new BitSet();
      int at;
      do {
        at = open.removeLast();
        isOpen.clear(at);
        part.set(at);
      } while (at != root);
      if (part.cardinality() > 1 || Arrays.stream(successors[root]).anyMatch(to -> to == root)) {
        loops.add(part);
      }
    }
  }
}
