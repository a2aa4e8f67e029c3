using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ZsrbPaper.Core.Editions;

namespace ZsrbPaper.TestSupport.Editions;

/// <summary>Writes an <see cref="EditionBuilder"/>'s edition as a package folder, as a program of a newsroom would.</summary>
public static class PackageWriter
{
    private static readonly JsonSerializerOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the package into a folder named for the date under <paramref name="parent"/> and returns its path.</summary>
    public static string WriteTo(this EditionBuilder edition, TemporaryFolder parent)
    {
        var name = edition.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var yaml = new StringBuilder($"newspaper: {edition.Code}\ndate: {name}\n");
        if (edition.Number is { } number)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"number: {number}\n");
        }

        if (edition.Release is { } release)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"release: {release:yyyy-MM-ddTHH:mm}\n");
        }

        yaml.Append("pages:\n");
        foreach (var page in edition.Pages)
        {
            yaml.Append(CultureInfo.InvariantCulture, $"  - label: {page.Label}\n    section: {Quoted(page.Section)}\n");
            yaml.Append(CultureInfo.InvariantCulture, $"    articles: [{string.Join(", ", page.Articles.Select(article => article.Number))}]\n");
            if (page.Part is { } part)
            {
                yaml.Append(CultureInfo.InvariantCulture, $"    part: {part}\n");
            }

            if (page.Editors.Count > 0)
            {
                yaml.Append(CultureInfo.InvariantCulture, $"    editors: {List(page.Editors)}\n");
            }

            WritePage(page, $"{name}/{page.Label}", parent);
        }

        parent.Write($"{name}/edition.yaml", yaml.ToString());
        return parent[name];
    }

    private static void WritePage(PageBuilder page, string path, TemporaryFolder parent)
    {
        Directory.CreateDirectory(parent[path]);
        if (page.HasPicture)
        {
            parent.Write($"{path}/page.png", TinyFiles.Png(TinyFiles.PageWidth, TinyFiles.PageHeight, path));
        }

        if (page.HasPdf)
        {
            parent.Write($"{path}/page.pdf", TinyFiles.Pdf($"Page {page.Label}"));
        }

        foreach (var article in page.Articles)
        {
            parent.Write($"{path}/{article.Number}.md", Markdown(article));
            foreach (var (file, _, _) in article.Photos)
            {
                parent.Write($"{path}/{file}", file.EndsWith(".png", StringComparison.Ordinal) ? TinyFiles.Png(64, 48, file) : TinyFiles.Jpeg(64, 48, file));
            }
        }
    }

    private static string Markdown(ArticleBuilder article)
    {
        var text = new StringBuilder("---\n");
        Add("kicker", article.Kicker);
        Add("title", article.Title);
        Add("subtitle", article.Subtitle);
        Add("column", article.Column);
        Add("source", article.Source);
        Add("correction", article.Correction);
        Add("withdrawn", article.Withdrawal);
        if (article.Kind != ArticleKind.Article)
        {
            text.Append(CultureInfo.InvariantCulture, $"kind: {article.Kind.ToString().ToLowerInvariant()}\n");
        }

        if (article.OldNumber is { } old)
        {
            text.Append(CultureInfo.InvariantCulture, $"old-number: {old}\n");
        }

        if (article.Reporters.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"reporters: {List(article.Reporters)}\n");
        }

        text.Append(article.Areas.Count > 0 ? "areas:\n" : "");
        foreach (var (page, shape) in article.Areas)
        {
            var points = $"[{string.Join(", ", shape.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"[{point.X}, {point.Y}]")))}]";
            text.Append(page is null ? $"  - {points}\n" : $"  - page: {page}\n    points: {points}\n");
        }

        text.Append(article.Photos.Count > 0 ? "photos:\n" : "");
        foreach (var (file, caption, credit) in article.Photos)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - file: {file}\n    caption: {Quoted(caption)}\n    credit: {Quoted(credit)}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"---\n{article.Body}\n").ToString();

        void Add(string key, string? value)
        {
            if (value is not null)
            {
                text.Append(CultureInfo.InvariantCulture, $"{key}: {Quoted(value)}\n");
            }
        }
    }

    /// <summary>JSON's strings are YAML's too.</summary>
    private static string Quoted(string text) => JsonSerializer.Serialize(text, _json);

    private static string List(IEnumerable<string> texts) => $"[{string.Join(", ", texts.Select(Quoted))}]";
}
