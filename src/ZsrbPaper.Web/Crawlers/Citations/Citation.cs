using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using ZsrbPaper.Core.Reading;

namespace ZsrbPaper.Web.Crawlers.Citations;

/// <summary>A reference to an article, always with the page it was printed on (版次), in the forms that authors and their programs use.</summary>
/// <param name="address">The article's permanent address, absolute.</param>
public sealed partial class Citation(EditionView edition, PageView page, ArticleView article, string address)
{
    /// <summary>As many authors as GB/T 7714 names.</summary>
    private const int NamedAuthors = 3;

    private static readonly JsonSerializerOptions _json = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.KebabCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        WriteIndented = true,
    };

    private readonly Masthead _paper = edition.Newspaper;
    private readonly DateOnly _date = edition.Date;
    private readonly string _title = OneLine(article.Headline.Title);
    private readonly List<string> _authors = [.. article.Authors.Select(OneLine)];
    private readonly string? _issue = edition.Number?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Names the article among others, and the file that cites it: <c>zsrb-2024-03-01-A03-1</c>.</summary>
    public string Key { get; } = Addresses.Article(edition, article.Headline)[1..].Replace('/', '-');

    /// <summary>GB/T 7714-2015, without the day of access, which is the reader's to add.</summary>
    public string ToGbt7714()
    {
        var authors = _authors.Count == 0 ? "" : $"{string.Join(", ", _authors.Take(NamedAuthors))}{(_authors.Count > NamedAuthors ? ", 等" : "")}. ";
        return $"{authors}{_title}[N/OL]. {_paper.Name}, {Addresses.Iso(_date)}({page.Label}). {address}";
    }

    public string ToBibTeX()
    {
        var text = new StringBuilder($"@article{{{Key},\n");
        if (_authors.Count > 0)
        {
            // A name in braces is one name, whatever words it has.
            text.Append(CultureInfo.InvariantCulture, $"  author = {{{string.Join(" and ", _authors.Select(author => $"{{{Escape(author)}}}"))}}},\n");
        }

        foreach (var (field, value) in new[]
        {
            ("title", Escape(_title)),
            ("journal", Escape(OneLine(_paper.Name))),
            ("publisher", _paper.Publisher is { } publisher ? Escape(OneLine(publisher)) : null),
            ("year", _date.Year.ToString(CultureInfo.InvariantCulture)),
            ("month", _date.Month.ToString(CultureInfo.InvariantCulture)),
            ("day", _date.Day.ToString(CultureInfo.InvariantCulture)),
            ("number", _issue),
            ("pages", page.Label.Value),
            ("language", _paper.Language),
            ("url", address),
        })
        {
            if (value is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"  {field} = {{{value}}},\n");
            }
        }

        return text.Append("}\n").ToString();
    }

    public string ToRis()
    {
        (string Tag, string? Value)[] lines =
        [
            ("TY", "NEWS"),
            ("ID", Key),
            ("TI", _title),
            .. _authors.Select(author => ("AU", (string?)author)),
            ("T2", OneLine(_paper.Name)),
            ("PB", _paper.Publisher is { } publisher ? OneLine(publisher) : null),
            ("PY", _date.Year.ToString(CultureInfo.InvariantCulture)),
            ("DA", _date.ToString("yyyy/MM/dd", CultureInfo.InvariantCulture)),
            ("IS", _issue),
            ("SP", page.Label.Value),
            ("SE", page.Section.Length > 0 ? OneLine(page.Section) : null),
            ("LA", _paper.Language),
            ("UR", address),
            ("ER", ""),
        ];
        return string.Concat(lines.Where(line => line.Value is not null).Select(line => $"{line.Tag}  - {line.Value}\r\n"));
    }

    public string ToCslJson()
    {
        var item = new CslItem(
            Key, "article-newspaper", _title, _authors.Count == 0 ? null : [.. _authors.Select(author => new CslName(author))], _paper.Name, _paper.Publisher,
            new CslDate([[_date.Year, _date.Month, _date.Day]]), _issue, page.Label.Value, page.Section.Length > 0 ? page.Section : null, _paper.Language, address);
        return JsonSerializer.Serialize(new[] { item }, _json);
    }

    /// <summary>Characters that mean something to TeX; braces by name, since BibTeX counts them even behind a backslash.</summary>
    private static string Escape(string text) => SpecialToTeX().Replace(text, match => match.Value switch
    {
        "\\" => "\\textbackslash{}",
        "{" => "\\textbraceleft{}",
        "}" => "\\textbraceright{}",
        "~" => "\\textasciitilde{}",
        "^" => "\\textasciicircum{}",
        var other => "\\" + other,
    });

    private static string OneLine(string text) => LineEndsAndControls().Replace(text, " ").Trim();

    [GeneratedRegex("[\\\\{}~^%&$#_]")]
    private static partial Regex SpecialToTeX();

    [GeneratedRegex("[\\p{Cc}\\p{Zl}\\p{Zp}]+")]
    private static partial Regex LineEndsAndControls();

    private sealed record CslItem(
        string Id, string Type, string Title, IReadOnlyList<CslName>? Author, string ContainerTitle, string? Publisher, CslDate Issued, string? Issue, string Page,
        string? Section, string Language, [property: JsonPropertyName("URL")] string Url);

    /// <summary>A name as it is written: Chinese ones are not parted.</summary>
    private sealed record CslName(string Literal);

    private sealed record CslDate(int[][] DateParts);
}
