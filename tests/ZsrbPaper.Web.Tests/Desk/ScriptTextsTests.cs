using System.Text.RegularExpressions;
using Xunit;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>The desk's scripts speak the reader's language: what they say comes from the page, which gives everything that its script asks for.</summary>
public sealed partial class ScriptTextsTests
{
    private static readonly string _web = RepositoryFolder.Find("src", "ZsrbPaper.Web");

    [Fact]
    public void No_script_of_the_desk_has_Chinese_outside_its_comments()
    {
        var found = Directory.EnumerateFiles(Scripts, "*.ts")
            .SelectMany(file => Comment().Replace(File.ReadAllText(file), "").Split('\n').Where(line => Han().IsMatch(line)).Select(line => $"{Path.GetFileName(file)}: {line.Trim()}"));
        Assert.Equal([], found);
    }

    [Fact]
    public void Every_page_gives_the_texts_that_its_script_asks_for()
    {
        var missing = new List<string>();
        var pages = Directory.GetFiles(Path.Combine(_web, "Areas", "Admin", "Pages"), "*.cshtml", SearchOption.AllDirectories);
        foreach (var file in pages)
        {
            var own = File.ReadAllText(file);
            var partials = Partial().Matches(own).Select(partial => $"{partial.Groups[1].Value}.cshtml");
            var page = string.Concat(pages.Where(other => partials.Contains(Path.GetFileName(other))).Select(File.ReadAllText).Prepend(own));
            foreach (Match script in Script().Matches(own))
            {
                var asked = WithImports(script.Groups[1].Value).SelectMany(source => Asked().Matches(source)).SelectMany(call => Name().Matches(call.Groups[1].Value)).Select(name => name.Groups[1].Value);
                missing.AddRange(asked.Distinct().Where(name => !page.Contains($"[\"{name}\"] = T[", StringComparison.Ordinal)).Select(name => $"{Path.GetFileName(file)}: {name}"));
            }
        }

        Assert.Equal([], missing);
    }

    private static string Scripts => Path.Combine(_web, "Client", "src", "desk");

    /// <summary>The sources of a script and of all that it imports.</summary>
    private static IEnumerable<string> WithImports(string name)
    {
        var waiting = new Queue<string>([name]);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (waiting.TryDequeue(out var next))
        {
            var path = Path.Combine(Scripts, next + ".ts");
            if (seen.Add(next) && File.Exists(path))
            {
                var source = File.ReadAllText(path);
                yield return source;
                foreach (Match import in Import().Matches(source))
                {
                    waiting.Enqueue(import.Groups[1].Value);
                }
            }
        }
    }

    [GeneratedRegex("//[^\n]*|/\\*.*?\\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("\\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();

    /// <summary>A page names its script in its frame.</summary>
    [GeneratedRegex("\"([a-z-]+)\\.js\"")]
    private static partial Regex Script();

    [GeneratedRegex("<partial name=\"(?:[^\"]*/)?(\\w+)(?:\\.cshtml)?\"")]
    private static partial Regex Partial();

    [GeneratedRegex("from \"\\./([a-z-]+)\"")]
    private static partial Regex Import();

    /// <summary>The argument that names the text, which may choose between two.</summary>
    [GeneratedRegex("\\btext\\(([^,()]*)")]
    private static partial Regex Asked();

    [GeneratedRegex("\"(\\w+)\"")]
    private static partial Regex Name();
}
