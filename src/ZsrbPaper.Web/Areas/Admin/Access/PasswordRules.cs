using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using ZsrbPaper.Core.Data;
using ZsrbPaper.Core.Desk;

namespace ZsrbPaper.Web.Areas.Admin.Access;

/// <summary>
/// Refuses passwords that are tried first (NIST SP 800-63B, 3.1.1.2): what is left of one, once known words, the user's and the
/// newspapers' names, runs such as <c>23456</c> or <c>qwert</c>, years and repetitions are taken out, must be something still.
/// </summary>
internal sealed partial class PasswordRules(PaperDbContext db) : IPasswordValidator<DeskUser>
{
    public const string TooLong = "PasswordTooLong";
    public const string Known = "PasswordKnown";

    /// <summary>Characters that must remain; fewer than this can be tried out.</summary>
    private const int MinimumRest = 5;

    private static readonly string[] Runs = ["01234567890", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm", "!@#$%^&*()", "甲乙丙丁戊己庚辛壬癸", "一二三四五六七八九十"];

    private static readonly Lazy<string[]> Words = new(ReadWords);

    public async Task<IdentityResult> ValidateAsync(UserManager<DeskUser> manager, DeskUser user, string? password)
    {
        if (password is null || password.Length > DeskSignInManager.PasswordMaxLength)
        {
            return IdentityResult.Failed(new IdentityError { Code = TooLong, Description = "密码不超过 256 个字符。" });
        }

        var newspapers = await db.Newspapers.AsNoTracking().Select(newspaper => new { newspaper.Code, newspaper.Name }).ToListAsync();
        string?[] names = [user.UserName, user.DisplayName, .. newspapers.SelectMany(newspaper => new[] { newspaper.Code, newspaper.Name })];
        return IsKnown(password, names)
            ? IdentityResult.Failed(new IdentityError { Code = Known, Description = "这个密码太容易猜到。不妨用几个互不相干的词连起来。" })
            : IdentityResult.Success;
    }

    /// <summary>Whether little is left of the password without what everybody tries.</summary>
    /// <param name="password">As typed.</param>
    /// <param name="names">Names around the user, as further known words.</param>
    internal static bool IsKnown(string password, IEnumerable<string?> names)
    {
        var plain = Plain(password);
        var own = names.OfType<string>().Select(Plain).Where(name => name.Length >= 2);
        var words = own.Concat(Words.Value).OrderByDescending(word => word.Length).ToList();
        return Rest(plain, words) < MinimumRest || Rest(Unmask(plain), words) < MinimumRest;
    }

    private static int Rest(string text, List<string> words)
    {
        foreach (var word in words)
        {
            text = text.Replace(word, " ", StringComparison.Ordinal);
        }

        text = Year().Replace(text, " ");
        text = WithoutRuns(text);
        text = Repetition().Replace(text, "$1");
        return text.Where(char.IsLetterOrDigit).Distinct().Count();
    }

    /// <summary>Without pieces of three or more neighbours of a run, forwards or backwards.</summary>
    private static string WithoutRuns(string text)
    {
        var rest = new StringBuilder();
        for (var start = 0; start < text.Length;)
        {
            var length = 1;
            while (start + length < text.Length && IsRun(text.AsSpan(start, length + 1)))
            {
                length++;
            }

            rest.Append(length >= 3 ? " " : text.AsSpan(start, length));
            start += length;
        }

        return rest.ToString();
    }

    private static bool IsRun(ReadOnlySpan<char> piece)
    {
        Span<char> backwards = stackalloc char[piece.Length];
        piece.CopyTo(backwards);
        backwards.Reverse();
        foreach (var run in Runs)
        {
            if (run.AsSpan().Contains(piece, StringComparison.Ordinal) || run.AsSpan().Contains(backwards, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static string Plain(string text)
    {
        try
        {
            return text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        }
        catch (ArgumentException)
        {
            // Half a surrogate pair.
            return text.ToLowerInvariant();
        }
    }

    /// <summary>Letters behind the signs that are written for them: <c>p@ssw0rd</c>.</summary>
    private static string Unmask(string text) => text
        .Replace('@', 'a').Replace('4', 'a').Replace('3', 'e').Replace('1', 'i').Replace('!', 'i').Replace('0', 'o').Replace('$', 's').Replace('5', 's').Replace('7', 't');

    private static string[] ReadWords()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("known-passwords.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Distinct()];
    }

    /// <summary>Years and dates, as birthdays are written.</summary>
    [GeneratedRegex("(?:19|20)[0-9]{2}(?:[-./年]?(?:0?[1-9]|1[0-2])(?:[-./月]?(?:0?[1-9]|[12][0-9]|3[01])日?)?)?")]
    private static partial Regex Year();

    [GeneratedRegex("(.+?)\\1+")]
    private static partial Regex Repetition();
}
