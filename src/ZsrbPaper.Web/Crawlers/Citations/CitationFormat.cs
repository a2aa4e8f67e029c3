namespace ZsrbPaper.Web.Crawlers.Citations;

/// <summary>A file by which reference managers cite an article.</summary>
/// <param name="Name">As readers know it.</param>
/// <param name="Extension">What its address has behind the article's.</param>
public sealed record CitationFormat(string Name, string Extension, string ContentType, Func<Citation, string> Write)
{
    public static IReadOnlyList<CitationFormat> All { get; } =
    [
        new("BibTeX", ".bib", "application/x-bibtex; charset=utf-8", citation => citation.ToBibTeX()),
        new("RIS", ".ris", "application/x-research-info-systems; charset=utf-8", citation => citation.ToRis()),
        new("CSL-JSON", ".csl.json", "application/vnd.citationstyles.csl+json; charset=utf-8", citation => citation.ToCslJson()),
    ];
}
