using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using ZsrbPaper.Benchmarks.Generation;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Editions;
using ZsrbPaper.TestSupport;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Benchmarks.Searching;

/// <summary>A text that some queries must find.</summary>
internal sealed record KnownText(string Id, string Title, string Text);

/// <summary>Texts, and queries of which is known what each must find: generated ones, and real ones where they lie beside the project.</summary>
internal static class KnownTexts
{
    private static readonly DateOnly _first = new(2020, 1, 1);

    private static readonly HashSet<string> _words = new[]
        {
            Vocabulary.Nouns, Vocabulary.Verbs, Vocabulary.Adjectives, Vocabulary.Adverbs, Vocabulary.Organisations, Vocabulary.Places, Vocabulary.People,
        }
        .SelectMany(words => words.Words).ToHashSet(StringComparer.Ordinal);

    /// <summary>Texts with the word frequencies of natural language, always the same.</summary>
    public static List<KnownText> Generate(int count)
    {
        var texts = new List<KnownText>(count);
        for (var ordinal = 0; ordinal < count; ordinal++)
        {
            var dice = Dice.For(1, ordinal);
            var phrases = PlantedPhrases.All.Where(phrase => phrase.IsIn(ordinal)).Select(phrase => phrase.Text);
            texts.Add(new KnownText(
                ordinal.ToString(CultureInfo.InvariantCulture),
                $"{TextComposer.Kicker(ref dice)} {TextComposer.Title(ref dice)}",
                TextComposer.Body("本报讯 ", 300, phrases, ref dice)));
        }

        return texts;
    }

    /// <summary>The words of a heading in another order, one of many left out.</summary>
    public static string Reword(string heading, ref Dice dice)
    {
        var words = new List<string>();
        for (var i = 0; i < heading.Length;)
        {
            var length = Enumerable.Range(1, Math.Min(8, heading.Length - i)).LastOrDefault(length => _words.Contains(heading.Substring(i, length)), 1);
            words.Add(heading.Substring(i, length));
            i += length;
        }

        words.RemoveAll(word => word.Length == 1);
        if (words.Count > 4)
        {
            words.RemoveAt(dice.Next(words.Count));
        }

        for (var i = words.Count - 1; i > 0; i--)
        {
            var other = dice.Next(i + 1);
            (words[i], words[other]) = (words[other], words[i]);
        }

        return string.Join(' ', words);
    }

    /// <summary>Real texts; none where they are absent.</summary>
    public static List<KnownText> Beside(string name) => Lines(name).ConvertAll(line =>
    {
        using var document = JsonDocument.Parse(line);
        string Field(string field) => document.RootElement.GetProperty(field).GetString()!;
        return new KnownText(Field("id"), Field("title"), Field("text").Replace("\n", "\n\n", StringComparison.Ordinal));
    });

    /// <summary>Queries, each with the text that it must find; none where they are absent.</summary>
    /// <param name="kind">Only those of a kind.</param>
    public static List<(string Query, string Id)> QueriesBeside(string name, string? kind = null) =>
        [.. Lines(name).Select(line => line.Split('\t')).Where(fields => kind is null || fields[3] == kind).Select(fields => (fields[1], fields[2]))];

    /// <summary>Saves the texts, some a day, and tells where each is.</summary>
    public static async Task<Dictionary<string, (DateOnly Date, int Number)>> SaveAsync(Func<PaperDbContext> open, List<KnownText> texts, CancellationToken cancellationToken)
    {
        var places = new Dictionary<string, (DateOnly, int)>(StringComparer.Ordinal);
        foreach (var (day, some) in texts.Chunk(40).Index())
        {
            var edition = new EditionBuilder(_first.AddDays(day)).WithPage("A01");
            foreach (var text in some)
            {
                edition.WithArticle(text.Title[..Math.Min(text.Title.Length, Article.TitleMaxLength)], article =>
                {
                    article.Body = text.Text;
                    places.Add(text.Id, (_first.AddDays(day), article.Number));
                });
            }

            await using var db = open();
            await edition.SaveAsync(db, cancellationToken);
        }

        return places;
    }

    private static List<string> Lines(string name)
    {
        if (BesideData.Files("search").FirstOrDefault(file => Path.GetFileName(file) == name) is not { } path)
        {
            return [];
        }

        using var file = File.OpenRead(path);
        using var reader = new StreamReader(name.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
