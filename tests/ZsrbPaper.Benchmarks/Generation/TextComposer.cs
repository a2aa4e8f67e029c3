using System.Globalization;
using System.Text;

namespace ZsrbPaper.Benchmarks.Generation;

/// <summary>Writes headlines and texts: patterns of newspaper Chinese, their places filled with words by rank.</summary>
internal static class TextComposer
{
    /// <summary>
    /// Letters are places for words: noun, verb, adjective, d adverb, organisation, place, c person, quantity, time. All else is written as it is.
    /// </summary>
    private static readonly string[] _clauses =
    [
        "odv了an", "o在p召开n会议", "c表示，要dvn", "pdv了n", "tq", "n达到q", "比上年增长q", "为n提供了an", "od组织cvn", "n与nd融合", "在pv的nd投入使用",
        "c在pdvn", "针对n的n", "o要求各部门dvn", "an让不少居民受益", "不少来自p的市民前来vn", "n总投资q", "覆盖p等地", "t起", "据o介绍", "o和o联合vn",
        "以an为抓手", "把n放在首位", "确保ndv", "使n更加a", "c说", "这是p今年第q的n", "预计td完成", "从n到n", "围绕n和n", "对n进行v", "n的n有了a变化",
    ];

    private static readonly string[] _titles =
    [
        "odvn", "pvan", "pn建设dv", "odvpn", "让n更a", "p：n里的n", "q资金vn", "c：我与n的q", "nd惠及q居民", "o联合ovn", "tpvn", "从n到n", "p打造an", "关于vn的通告", "n促nv",
    ];

    private static readonly string[] _captions = ["t，c在pvn。", "p的an。", "o工作人员正在vn。", "市民在pvn。"];

    public static string Title(ref Dice dice) => Fill(dice.Choose(_titles), ref dice);

    public static string Kicker(ref Dice dice) => Fill("o" + dice.Choose(["召开n会议", "dvn", "在pvn"]), ref dice);

    public static string Subtitle(ref Dice dice) => Fill(dice.Choose(["tq，nd完成", "覆盖p和p，惠及q群众", "an年内dv"]), ref dice);

    public static string Caption(ref Dice dice) => Fill(dice.Choose(_captions), ref dice);

    /// <summary>Paragraphs of Markdown, with the phrases each in a sentence of its own.</summary>
    /// <param name="opening">How the text begins, such as 本报讯.</param>
    /// <param name="length">About how many characters.</param>
    /// <param name="phrases">What must stand in it.</param>
    /// <param name="dice">Of this article.</param>
    public static string Body(string opening, int length, IEnumerable<string> phrases, ref Dice dice)
    {
        var text = new StringBuilder(length + 120).Append(opening);
        var planted = new Queue<string>(phrases);
        while (text.Length < length || planted.Count > 0)
        {
            if (planted.TryDequeue(out var phrase))
            {
                Fill(dice.Choose(["o有关负责人说，", "在p，", "t，", "c认为，"]), ref dice, text);
                text.Append('“').Append(phrase).Append('”');
                Fill(dice.Choose(["是an的n", "让ndv", "与n密不可分", "为p带来an"]), ref dice, text);
                text.Append('。');
            }

            for (var sentences = 2 + dice.Next(3); sentences > 0; sentences--)
            {
                for (var clauses = 1 + dice.Next(3); clauses > 0; clauses--)
                {
                    Fill(dice.Choose(_clauses), ref dice, text);
                    text.Append(clauses > 1 ? '，' : '。');
                }
            }

            text.Append("\n\n");
        }

        return text.ToString(0, text.Length - 2);
    }

    private static string Fill(string pattern, ref Dice dice)
    {
        var text = new StringBuilder(40);
        Fill(pattern, ref dice, text);
        return text.ToString();
    }

    private static void Fill(string pattern, ref Dice dice, StringBuilder text)
    {
        foreach (var character in pattern)
        {
            switch (character)
            {
                case 'n': text.Append(Vocabulary.Nouns.Next(ref dice)); break;
                case 'v': text.Append(Vocabulary.Verbs.Next(ref dice)); break;
                case 'a': text.Append(Vocabulary.Adjectives.Next(ref dice)); break;
                case 'd': text.Append(Vocabulary.Adverbs.Next(ref dice)); break;
                case 'o': text.Append(Vocabulary.Organisations.Next(ref dice)); break;
                case 'p': text.Append(Vocabulary.Places.Next(ref dice)); break;
                case 'c': text.Append(Vocabulary.People.Next(ref dice)); break;
                case 't': Time(ref dice, text); break;
                case 'q': Quantity(ref dice, text); break;
                default: text.Append(character); break;
            }
        }
    }

    private static void Time(ref Dice dice, StringBuilder text) => _ = dice.Next(4) switch
    {
        0 => text.Append(CultureInfo.InvariantCulture, $"{1 + dice.Next(12)}月{1 + dice.Next(28)}日"),
        1 => text.Append("昨日"),
        2 => text.Append("近日"),
        _ => text.Append(CultureInfo.InvariantCulture, $"{1 + dice.Next(12)}月"),
    };

    /// <summary>Small numbers are more frequent than large ones.</summary>
    private static void Quantity(ref Dice dice, StringBuilder text)
    {
        var size = 1 + dice.Next(4);
        var number = 1 + dice.Next((int)Math.Pow(10, size));
        text.Append(number);
        if (size == 2)
        {
            text.Append('.').Append(1 + dice.Next(9));
        }

        text.Append(dice.Choose(Vocabulary.Units));
    }
}
