import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.Term;
import org.apache.lucene.monitor.Monitor;
import org.apache.lucene.monitor.MonitorQuery;
import org.apache.lucene.monitor.MultipassTermFilteredPresearcher;
import org.apache.lucene.monitor.Presearcher;
import org.apache.lucene.monitor.QueryMatch;
import org.apache.lucene.monitor.TermFilteredPresearcher;
import org.apache.lucene.monitor.TermWeightor;
import org.apache.lucene.queries.intervals.IntervalQuery;
import org.apache.lucene.queries.intervals.Intervals;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermQuery;

/**
 * The peer of bench.gate_vs_lucene: a Lucene Monitor on the same articles and topics.
 *
 * <p>Arguments: the data folder, the number of topics, of articles, and seconds of CPU to warm up.
 * Says "ready", then answers each line on its input with one timed pass over the articles:
 * microseconds of the matching thread's CPU for an article, and the pairs that matched.
 */
public final class MonitorRounds {
  private static final String FIELD = "text";
  private static final int PASSES = 2;
  private static final Analyzer ANALYZER = new StandardAnalyzer();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    List<String> texts = texts(folder, Integer.parseInt(arguments[2]));
    try (Monitor monitor = new Monitor(ANALYZER, presearcher(folder))) {
      monitor.register(queries(folder.resolve("topics-" + arguments[1] + ".json")));
      long until = THREADS.getCurrentThreadCpuTime() + Long.parseLong(arguments[3]) * 1_000_000_000L;
      while (THREADS.getCurrentThreadCpuTime() < until) {
        pass(monitor, texts);
      }
      System.out.println("ready");
      BufferedReader input = new BufferedReader(new InputStreamReader(System.in));
      while (input.readLine() != null) {
        long began = THREADS.getCurrentThreadCpuTime();
        int pairs = pass(monitor, texts);
        double micros = (THREADS.getCurrentThreadCpuTime() - began) / 1e3 / texts.size();
        System.out.println(micros + " " + pairs);
      }
    }
  }

  private static int pass(Monitor monitor, List<String> texts) throws IOException {
    int pairs = 0;
    for (String text : texts) {
      Document document = new Document();
      document.add(new TextField(FIELD, text, Field.Store.NO));
      pairs += monitor.match(document, QueryMatch.SIMPLE_MATCHER).getMatchCount();
    }
    return pairs;
  }

  /** The fastest one of those that were tried: rare terms first, told by document frequencies. */
  private static Presearcher presearcher(Path folder) throws IOException {
    Map<String, Integer> frequencies = new HashMap<>();
    JSON.readTree(folder.resolve("df.json").toFile())
        .get("df")
        .fields()
        .forEachRemaining(each -> frequencies.put(each.getKey(), each.getValue().asInt()));
    TermWeightor weightor =
        TermWeightor.combine(
            TermFilteredPresearcher.DEFAULT_WEIGHTOR,
            TermWeightor.termFreqWeightor(frequencies, 100, 0.1));
    return new MultipassTermFilteredPresearcher(PASSES, 0.0f, weightor, List.of(), Set.of());
  }

  private static List<String> texts(Path folder, int count) throws IOException {
    List<String> texts = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("articles.jsonl")).subList(0, count)) {
      JsonNode article = JSON.readTree(line);
      texts.add(article.get("title").asText() + "\n" + article.get("text").asText());
    }
    return texts;
  }

  private static List<MonitorQuery> queries(Path topics) throws IOException {
    List<MonitorQuery> queries = new ArrayList<>();
    for (JsonNode topic : JSON.readTree(topics.toFile())) {
      BooleanQuery.Builder query = new BooleanQuery.Builder();
      query.add(anyOf(topic.get("any")), Occur.MUST);
      for (JsonNode group : topic.get("all")) {
        query.add(anyOf(group), Occur.MUST);
      }
      for (JsonNode each : topic.get("none")) {
        query.add(term(each), Occur.MUST_NOT);
      }
      boolean plain = topic.get("all").isEmpty() && topic.get("none").isEmpty();
      queries.add(
          new MonitorQuery(
              topic.get("id").asText(), plain ? anyOf(topic.get("any")) : query.build()));
    }
    return queries;
  }

  private static Query anyOf(JsonNode terms) throws IOException {
    if (terms.size() == 1) {
      return term(terms.get(0));
    }
    BooleanQuery.Builder query = new BooleanQuery.Builder();
    for (JsonNode each : terms) {
      query.add(term(each), Occur.SHOULD);
    }
    return query.build();
  }

  /** A word, a phrase, or two words so many places apart at most. */
  private static Query term(JsonNode term) throws IOException {
    if (term.isObject()) {
      JsonNode pair = term.get("near");
      return new IntervalQuery(
          FIELD,
          Intervals.maxwidth(
              term.get("within").asInt() + 1,
              Intervals.unordered(
                  Intervals.term(words(pair.get(0)).get(0)),
                  Intervals.term(words(pair.get(1)).get(0)))));
    }
    List<String> words = words(term);
    return words.size() == 1
        ? new TermQuery(new Term(FIELD, words.get(0)))
        : new PhraseQuery(FIELD, words.toArray(new String[0]));
  }

  private static List<String> words(JsonNode text) throws IOException {
    List<String> words = new ArrayList<>();
    try (TokenStream tokens = ANALYZER.tokenStream(FIELD, text.asText())) {
      CharTermAttribute word = tokens.addAttribute(CharTermAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        words.add(word.toString());
      }
      tokens.end();
    }
    return words;
  }
}
