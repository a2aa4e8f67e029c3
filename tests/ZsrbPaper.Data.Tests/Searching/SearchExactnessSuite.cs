using System.Text.RegularExpressions;
using CsCheck;
using Xunit;
using ZsrbPaper.Core.Searching;
using ZsrbPaper.Core.Text;
using ZsrbPaper.TestSupport.Databases;
using ZsrbPaper.TestSupport.Editions;

namespace ZsrbPaper.Data.Tests.Searching;

/// <summary>
/// What is found is exactly what a scan of every field finds, whatever the texts and whatever piece of them is looked for: on both engines alike.
/// </summary>
public abstract class SearchExactnessSuite(TestEngine engine) : DatabaseSuite(engine)
{
    /// <summary>Few characters, so that pieces of one text stand in others too: both scripts, marks, words, numbers, characters of two units and a private one.</summary>
    private static readonly string[] _characters =
        ["中", "山", "日", "报", "发", "發", "展", "〇", "天", "的", "的", "的", "，", "。", "、", "“", "”", "（", "）", "·", " ", "　", "a", "Ｂ", "é", "5G", "2024", "２０", "9.2%", "AT&T", "㎏", "𠮷", "\uE000"];

    /// <summary>The same for a reader, differently spelt.</summary>
    private static readonly Dictionary<char, char> _otherSpellings =
        new() { ['发'] = '發', ['报'] = '報', ['a'] = 'Ａ', ['b'] = 'B', ['g'] = 'Ｇ', ['e'] = 'É', ['2'] = '２', ['0'] = '０', [','] = '，', ['.'] = '。', ['·'] = '•', ['%'] = '％' };

    private static readonly Gen<string> _plain = Gen.OneOf(_characters).Array[0, 30].Select(string.Concat);

    /// <summary>A piece of a paragraph in Markdown.</summary>
    private static readonly Gen<string> _run = Gen.Select(_plain, Gen.OneOf("中", "发展", "山天的"), Gen.OneOf("{0}", "**{0}**", "*{0}*", "[{0}](/a)", "`{0}`"))
        .Select((plain, marked, markup) => plain + string.Format(System.Globalization.CultureInfo.InvariantCulture, markup, marked));

    private static readonly Gen<string> _body = _run.Array[1, 3].Select(string.Concat).Array[0, 4].Select(paragraphs => string.Join("\n\n", paragraphs));

    private static readonly Gen<Text> _article = Gen.Select(_plain, _plain, _plain, _plain.Array[0, 2], _plain, _plain, _body)
        .Select((kicker, title, subtitle, reporters, caption, credit, body) => new Text(kicker, "题" + title, subtitle, reporters, caption, credit, body));

    private static readonly Gen<Question> _question = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 9], Gen.Int[0, 99], Gen.Int[1, 20], Gen.Enum<Mutation>(), Gen.Bool, Gen.Frequency((2, SearchField.Any), (1, SearchField.Title), (1, SearchField.Author), (1, SearchField.Caption), (1, SearchField.Text)))
        .Select((article, field, start, length, mutation, isQuoted, within) => new Question(article, field, start, length, mutation, isQuoted, within));

    /// <summary>So many editions have the texts in turn, each some months after the one before.</summary>
    private const int Editions = 3;

    private const int MonthsBetween = 7;
    private static readonly DateOnly _first = new(2022, 11, 30);

    private int _newspapers;

    private enum Mutation
    {
        None,
        OtherSpelling,
        OtherCharacter,
        Excluding,
    }

    [Fact]
    public async Task What_is_found_is_what_a_scan_of_every_field_finds() => await Gen.Select(_article.Array[1, 12], _question.Array[70]).SampleAsync(
        async (texts, questions) =>
        {
            // Each case has a newspaper of its own among those of the others.
            var newspaper = $"n{Interlocked.Increment(ref _newspapers)}";
            await SaveAsync(newspaper, texts);

            // In the second, whatever a few articles have is common.
            using var memory = new SearchMemory(Clock);
            using var ofSmallArchive = new SearchMemory(Clock) { Many = 2 };
            foreach (var (number, question) in questions.Index())
            {
                await AskAsync(number % 2 == 0 ? memory : ofSmallArchive, newspaper, texts, question);
            }
        },
        iter: 30);

    private async Task AskAsync(SearchMemory memory, string newspaper, Text[] texts, Question question)
    {
        var (source, piece) = question.PieceOf(texts);
        var typed = question.Typed(piece);
        var query = SearchQuery.Parse(typed, question.Within);
        await using var db = Open();
        var result = await new ArticleSearch(db, memory, Clock)
            .FindAsync(new SearchRequest(typed, new SearchFilter(newspaper), Field: question.Within, Size: SearchRequest.MaxSize), Cancellation);

        var (words, excluded) = (query.Words.Select(ToScan).ToList(), query.Excluded.Select(ToScan).ToList());
        var expected = query.IsEmpty ? [] : texts.Index().Where(text => words.All(text.Item.Has) && !excluded.Any(text.Item.Has)).Select(text => text.Index + 1).ToList();
        var found = result.IsNearest ? [] : result.Articles.Select(PlaceOf).Order().ToList();
        Assert.True(expected.SequenceEqual(found), $"‹{typed}› in {question.Within}: expected {string.Join(' ', expected)}, found {string.Join(' ', found)}");
        Assert.True(result.IsNearest || (result.Count == expected.Count && result.IsCountExact && result.Next is null), $"‹{typed}›: {result.Count}");

        // Without regard to how the query was understood: what was taken out of a text is found there, unless it was taken out of the middle of a word.
        if (question is { Mutation: Mutation.None or Mutation.OtherSpelling, Within: SearchField.Any } && piece.IsOfWholeWords && !query.IsEmpty)
        {
            Assert.True(found.Contains(source + 1), $"‹{typed}› is in {source + 1}, found {string.Join(' ', found)}");
        }
    }

    /// <summary>How a scan finds a word: never within a longer word or number.</summary>
    private static (SearchField Field, Regex Pattern) ToScan(SearchWord word)
    {
        const string Letter = @"[\p{L}\p{Nd}-[\u2E80-\uFFFF]]";
        return (word.Field, new Regex($"(?:(?<!{Letter})|(?!{Letter})){Regex.Escape(word.Normal)}(?:(?<!{Letter})|(?!{Letter}))", RegexOptions.CultureInvariant));
    }

    private async Task SaveAsync(string newspaper, Text[] texts)
    {
        var editions = Enumerable.Range(0, Math.Min(texts.Length, Editions))
            .Select(number => new EditionBuilder(_first.AddMonths(number * MonthsBetween)).Of(newspaper).WithPage("A01")).ToList();
        foreach (var (place, text) in texts.Index())
        {
            editions[place % Editions].WithArticle(text.Title, article =>
            {
                (article.Kicker, article.Subtitle) = (text.Kicker, text.Subtitle);
                article.By(text.Reporters);
                article.WithPhoto("photo.jpg", text.Caption, text.Credit);
                article.Body = text.Body;
            });
        }

        await using var db = Open();
        foreach (var edition in editions)
        {
            await edition.SaveAsync(db, Cancellation);
        }
    }

    /// <summary>The place of a found text among all, from 1.</summary>
    private static int PlaceOf(FoundArticle article) =>
        ((article.Number - 1) * Editions) + ((((article.Date.Year - _first.Year) * 12) + article.Date.Month - _first.Month) / MonthsBetween) + 1;

    /// <summary>A part of a field's normal form.</summary>
    private sealed record Piece(string Text, bool IsOfWholeWords);

    private sealed record Question(int Article, int Field, int Start, int Length, Mutation Mutation, bool IsQuoted, SearchField Within)
    {
        public (int Source, Piece Piece) PieceOf(Text[] texts)
        {
            var source = Article % texts.Length;
            var fields = texts[source].Fields.Select(field => field.Normal).ToList();
            var field = fields[Field % fields.Count];
            var start = Start % (field.Length + 1);
            var end = Math.Min(field.Length, start + Length);
            return (source, new Piece(field[start..end], !IsWithinWord(field, start) && !IsWithinWord(field, end)));
        }

        public string Typed(Piece piece)
        {
            var text = Mutation switch
            {
                Mutation.OtherSpelling => string.Concat(piece.Text.Select(c => _otherSpellings.GetValueOrDefault(c, c))),
                Mutation.OtherCharacter when piece.Text.Length > 0 => piece.Text[..^1] + "山",
                Mutation.Excluding => piece.Text + " -天的",
                _ => piece.Text,
            };

            // A quotation mark within would end the phrase; 《 is the same to search.
            return IsQuoted && Mutation != Mutation.Excluding ? $"\"{text.Replace('"', '《')}\"" : text;
        }

        private static bool IsWithinWord(string text, int at) =>
            at > 0 && at < text.Length && SearchText.IsWordCharacter(text[at - 1]) && SearchText.IsWordCharacter(text[at]);
    }

    /// <summary>An article's texts as they were thought up, so that nothing of the program's own reading of Markdown is trusted.</summary>
    private sealed record Text(string Kicker, string Title, string Subtitle, string[] Reporters, string Caption, string Credit, string Body)
    {
        // Not every mark makes markup beside Chinese: what the text is, its readers' page tells.
        public IReadOnlyList<(SearchField Field, string Normal)> Fields { get; } =
            [.. new[] { (SearchField.Title, Kicker), (SearchField.Title, Title), (SearchField.Title, Subtitle), (SearchField.Caption, Caption), (SearchField.Caption, Credit) }
                .Concat(Reporters.Select(reporter => (SearchField.Author, reporter)))
                .Concat(ArticleMarkdown.PlainParagraphs(Body).Select(paragraph => (SearchField.Text, paragraph)))
                .Select(text => (text.Item1, SearchText.Normalise(text.Item2)))];

        public bool Has((SearchField Field, Regex Pattern) word) =>
            Fields.Any(field => (word.Field == SearchField.Any || word.Field == field.Field) && word.Pattern.IsMatch(field.Normal));

        public override string ToString() => string.Join('|', Fields.Select(field => field.Normal));
    }
}

public sealed class SearchExactnessOnSqlite() : SearchExactnessSuite(TestEngine.Sqlite);

public sealed class SearchExactnessOnPostgreSql() : SearchExactnessSuite(TestEngine.PostgreSql);
