using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Localization;
using Xunit;
using ZsrbPaper.Core.Text;
using ZsrbPaper.TestSupport;

namespace ZsrbPaper.Web.Tests.Desk;

/// <summary>What is wrong with files and packages is said in Chinese at the desk, every sentence of it.</summary>
public sealed partial class SentenceTests
{
    private const string GlobalUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    [Fact]
    public async Task Every_sentence_in_the_code_has_its_Chinese_with_the_same_arguments()
    {
        await using var application = await PaperApplication.CreateAsync();
        var texts = application.Services.GetRequiredService<IStringLocalizer<DeskTexts>>();
        var formats = FindFormats();
        Assert.True(formats.Count > 100, $"Only {formats.Count} sentences were found.");

        var problems = new List<string>();
        foreach (var format in formats.Where(IsEnglish))
        {
            var chinese = texts[format];
            if (chinese.ResourceNotFound)
            {
                problems.Add($"Resources/DeskTexts.resx lacks: {format}");
            }
            else if (!Arguments(chinese.Value).SetEquals(Arguments(format)))
            {
                problems.Add($"Other arguments in: {chinese.Value}");
            }
        }

        var known = formats.ToHashSet(StringComparer.Ordinal);
        problems.AddRange(texts.GetAllStrings(includeParentCultures: true).Where(text => !known.Contains(text.Name)).Select(text => $"Resources/DeskTexts.resx has what nobody says: {text.Name}"));
        Assert.True(problems.Count == 0, string.Join('\n', problems));
    }

    [Fact]
    public void A_sentence_is_written_as_typed_and_read_again_from_JSON()
    {
        var name = "A\u001b03";
        Sentence inner = $"has {3} pages";
        Sentence sentence = $"'{name}' {{in braces}}: {inner} ({0.5:0.00})";

        Assert.Equal("'{0}' {{in braces}}: {1} ({2})", sentence.Format);
        Assert.Equal("'A?03' {in braces}: has 3 pages (0.50)", sentence.ToString());
        var read = Sentence.FromJson(sentence.ToJson());
        Assert.Equal(sentence.ToString(), read.ToString());
        Assert.Equal(inner.Format, Assert.IsType<Sentence>(read.Arguments[1]).Format);
    }

    /// <summary>The formats of all interpolated strings in Core that are taken as a <see cref="Sentence"/>.</summary>
    private static HashSet<string> FindFormats()
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = Directory.EnumerateFiles(RepositoryFolder.Find("src", "ZsrbPaper.Core"), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), options, file))
            .Append(CSharpSyntaxTree.ParseText(GlobalUsings, options))
            .ToList();
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(file => Path.GetFileName(file) != "ZsrbPaper.Core.dll")
            .Select(file => MetadataReference.CreateFromFile(file));
        var compilation = CSharpCompilation.Create("Core", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        return
        [
            .. from tree in trees
               let model = compilation.GetSemanticModel(tree)
               from text in tree.GetRoot().DescendantNodes().OfType<InterpolatedStringExpressionSyntax>()
               where model.GetTypeInfo((text.Parent as CastExpressionSyntax ?? (ExpressionSyntax)text)).ConvertedType?.Name == nameof(Sentence)
               select FormatOf(text),
        ];
    }

    private static string FormatOf(InterpolatedStringExpressionSyntax text)
    {
        var format = new StringBuilder();
        var arguments = 0;
        foreach (var part in text.Contents)
        {
            if (part is InterpolatedStringTextSyntax literal)
            {
                // Braces come doubled, as they are typed, or not, depending on the kind of string.
                format.Append(literal.TextToken.ValueText.Replace("{{", "{", StringComparison.Ordinal).Replace("}}", "}", StringComparison.Ordinal)
                    .Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal));
            }
            else
            {
                format.Append(CultureInfo.InvariantCulture, $"{{{arguments++}}}");
            }
        }

        return format.ToString();
    }

    /// <summary>Sentences that only the desk says are Chinese in the code; they may name a PDF, as English ones name a 徐钧钻.</summary>
    private static bool IsEnglish(string format) => Word().Count(format) > 0 && Letter().Count(format) > Han().Count(format);

    private static HashSet<string> Arguments(string format) => [.. Argument().Matches(format.Replace("{{", "", StringComparison.Ordinal)).Select(match => match.Value)];

    [GeneratedRegex("\\{[0-9]+\\}")]
    private static partial Regex Argument();

    [GeneratedRegex("[A-Za-z]{2}")]
    private static partial Regex Word();

    [GeneratedRegex("[A-Za-z]")]
    private static partial Regex Letter();

    [GeneratedRegex("\\p{IsCJKUnifiedIdeographs}")]
    private static partial Regex Han();
}
