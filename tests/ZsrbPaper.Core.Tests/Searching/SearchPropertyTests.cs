using CsCheck;
using Xunit;
using ZsrbPaper.Core.Searching;

namespace ZsrbPaper.Core.Tests.Searching;

/// <summary>What holds of every text and every query, whatever stands in it.</summary>
public sealed class SearchPropertyTests
{
    /// <summary>Both scripts, marks of all widths, words and numbers, characters of two units, of several letters, invisible ones and a newspaper's own.</summary>
    private static readonly string[] _pieces =
    [
        "中", "山", "發", "发", "展", "的", "，", "。", "、", "…", "—", "“", "”", "《", "·", "％", "%", ".", "-", "\"", "'", ":", "&", " ", "　", "\t", "\n",
        "a", "B", "Ｃ", "é", "e\u0301", "ß", "İ", "5G", "2024", "２０", "9.2%", "㎏", "⑴", "𠮷", "野", "〇", "😀", "\ud83d", "\udfb7", "\u200B", "\uFEFF", "\uE000", "\uE123", "\0", "\uFFFF", "什么", "吗",
    ];

    private static readonly Gen<string> _text = Gen.Frequency((9, Gen.OneOf(_pieces)), (1, Gen.Char.Select(any => any.ToString()))).Array[0, 40].Select(string.Concat);

    private static readonly Gen<string> _query =
        Gen.Frequency((9, _text), (1, Gen.OneOf("-", "－", "\"", "标题:", "作者：", "版次:", "版次:A03 ", "page:", " ", "title:"))).Array[0, 6].Select(string.Concat);

    [Fact]
    public void Form_of_every_character_is_its_own_form()
    {
        for (var code = 0; code <= char.MaxValue; code++)
        {
            var form = SearchText.Normalise(((char)code).ToString());
            Assert.True(SearchText.Normalise(form) == form, $"U+{code:X4}: {form}");
        }
    }

    [Fact]
    public void Form_of_a_text_is_its_own_form() => _text.Sample(text =>
    {
        var normal = SearchText.Normalise(text);
        Assert.Equal(normal, SearchText.Normalise(normal));
    });

    [Fact]
    public void Every_character_of_the_form_comes_from_the_text_in_its_order() => _text.Sample(text =>
    {
        var (normal, origins) = SearchText.NormaliseWithOrigins(text);
        Assert.Equal(SearchText.Normalise(text), normal);
        Assert.Equal(normal.Length, origins.Count);
        Assert.Equal(origins.Order(), origins);
        Assert.All(origins, origin => Assert.InRange(origin, 0, text.Length - 1));
    });

    [Fact]
    public void Whatever_is_typed_is_read_as_words_in_their_form() => Gen.Select(_query, Gen.Enum<SearchField>()).Sample((typed, field) =>
    {
        var query = SearchQuery.Parse(typed, field);
        Assert.InRange(query.Words.Count, 0, SearchQuery.MaxWords);
        Assert.InRange(query.Excluded.Count, 0, SearchQuery.MaxWords);
        Assert.All(query.Words.Concat(query.Excluded), word =>
        {
            Assert.NotEmpty(word.Normal);
            Assert.Equal(word.Normal, SearchText.TrimMarks(SearchText.Normalise(word.Normal)));
        });
    });

    [Theory]
    [InlineData("版次:a03", "A03")]
    [InlineData("版次：Ａ０２－Ａ０３", "A02-A03")]
    [InlineData("page:01", "01")]
    [InlineData("-版次:A03", null)]
    [InlineData("版次:\ud83d", null)]
    [InlineData("版次:头版", null)]
    public void Label_is_read_in_any_width_and_case(string typed, string? label) => Assert.Equal(label, SearchQuery.Parse(typed).Label?.Value);

    [Fact]
    public void Long_query_is_cut_between_characters() => Assert.Equal(199, SearchQuery.Parse(new string('中', 199) + "𠮷野").Typed.Length);

    [Fact]
    public void Text_has_the_terms_of_whatever_stands_in_it() => Gen.Select(_text, Gen.Int[0, 200], Gen.Int[1, 20], Gen.Bool).Sample((text, from, length, inHeading) =>
    {
        var normal = SearchText.Normalise(text);
        from %= normal.Length + 1;
        var piece = SearchText.TrimMarks(SearchText.Normalise(normal.Substring(from, Math.Min(length, normal.Length - from))));
        if (!SearchText.Contains(normal, piece))
        {
            return;
        }

        var stored = SearchTerms.WithWords(normal);
        Assert.Equal(normal, SearchTerms.TextOf(stored));
        var terms = inHeading ? SearchTerms.OfDocument(stored, "") : SearchTerms.OfDocument("", stored);
        Assert.All(SearchTerms.OfWord(piece, inHeading ? SearchField.Title : SearchField.Any), term =>
            Assert.True(terms.Contains(term) || (SearchTerms.IsPrefix(term) && terms.Any(other => other.StartsWith(term, StringComparison.Ordinal))), $"{piece}: {term}"));
    });

    [Theory]
    [InlineData("發展", "发展")]
    [InlineData("２０２４年ＡＢＣ", "2024年abc")]
    [InlineData("Café", "cafe")]
    [InlineData("《中山日报》", "\"中山日报\"")]
    [InlineData("中 山　日\n报", "中山日报")]
    [InlineData("中山 Plus  会员", "中山plus会员")]
    [InlineData("New  York", "new york")]
    [InlineData("好……——", "好.-")]
    [InlineData("好。 。坏", "好.坏")]
    [InlineData("二〇〇八年", "二〇〇八年")]
    [InlineData("㎏", "kg")]
    public void Spellings_that_a_reader_takes_for_the_same_have_one_form(string text, string form) => Assert.Equal(form, SearchText.Normalise(text));
}
