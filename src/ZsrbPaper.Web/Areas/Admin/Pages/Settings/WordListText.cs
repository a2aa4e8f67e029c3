using System.Globalization;
using ZsrbPaper.Core.Newspapers;

namespace ZsrbPaper.Web.Areas.Admin.Pages.Settings;

/// <summary>The word list as people write it: a line for each rule, <c>错误 → 正确 # 理由</c>; <c>-&gt;</c> and <c>=&gt;</c> do for the arrow.</summary>
internal static class WordListText
{
    private static readonly string[] _arrows = ["→", "->", "=>"];

    public static string Write(IEnumerable<WordRule> rules) => string.Join('\n', rules.Select(
        rule => rule.Reason is { } reason ? $"{rule.Wrong} → {rule.Right} # {reason}" : $"{rule.Wrong} → {rule.Right}"));

    /// <summary>The rules, and the numbers of the lines (from 1) that are none. Empty lines are passed over; of a word named twice the last rule counts.</summary>
    public static (IReadOnlyList<WordRule> Rules, IReadOnlyList<string> WrongLines) Read(string? text)
    {
        var rules = new Dictionary<string, WordRule>(StringComparer.Ordinal);
        var wrong = new List<string>();
        var lines = (text ?? "").ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var (words, reason) = lines[i].Split('#', 2, StringSplitOptions.TrimEntries) is [var before, var after] ? (before, after) : (lines[i].Trim(), "");
            if (words.Length == 0 && reason.Length == 0)
            {
                continue;
            }

            if (words.Split(_arrows, StringSplitOptions.TrimEntries) is [{ Length: > 0 } bad, { Length: > 0 } good] && bad != good)
            {
                rules[bad] = new WordRule(bad, good, reason.Length == 0 ? null : reason);
            }
            else
            {
                wrong.Add((i + 1).ToString(CultureInfo.InvariantCulture));
            }
        }

        return ([.. rules.Values], wrong);
    }
}
