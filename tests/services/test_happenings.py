"""What is due at one instant happens together, whatever it is."""

from simulator.domain.handset import AutoReply, Handset
from simulator.domain.inbound import Inbound
from simulator.domain.message import Message, State
from simulator.domain.review import ReviewState
from simulator.domain.signatures import Signature
from simulator.domain.templates import Template
from simulator.services import handsets, signatures, suppressions, templates
from simulator.services.inbound import list_inbound
from simulator.services.pages import PageRequest
from simulator.services.signatures import SignatureWish
from simulator.services.templates import TemplateWish
from tests.parts import NOW, Bench
from tests.traffic import ALICE, post


async def test_reviews_end_among_the_messages_of_their_time(bench: Bench) -> None:
    """A signature and a template are decided on when their time has come, and are told as fired."""
    world = await bench.world()
    signature = (await signatures.create(world, SignatureWish("Acme"))).result
    template = (await templates.create(world, TemplateWish("t", "reject {x}"))).result

    assert await bench.advance("demo", 4_999) == ()
    fired = await bench.advance("demo", 1)

    assert [type(one) for one in fired] == [Signature, Template]
    later = await bench.world()
    assert (await signatures.get(later, signature.id)).state is ReviewState.APPROVED
    assert (await templates.get(later, template.id)).state is ReviewState.REJECTED


async def test_a_handset_answers_after_its_message_has_come(bench: Bench) -> None:
    """Its answer arrives at its own instant, and is obeyed then."""
    await handsets.put(await bench.world(), Handset(ALICE, AutoReply("STOP", 2_000)))
    await post(await bench.world())

    fired = await bench.advance("demo", 3_000)

    assert [type(one) for one in fired] == [Message, Message, Message, Inbound]
    world = await bench.world()
    (reply,) = (await list_inbound(world, PageRequest())).items
    assert (reply.handset, reply.text, reply.received_at) == (ALICE, "STOP", NOW + 3_000)
    assert await suppressions.check(world, ALICE) is not None
    assert (await post(world)).state is State.SUPPRESSED


async def test_steps_of_all_kinds_at_one_instant_are_one_change(bench: Bench) -> None:
    """None of them is forgotten; each is stamped with that instant, and comes in its turn."""
    world = await bench.world()
    await handsets.put(world, Handset(ALICE, AutoReply("hi", 4_000)))
    await post(world)
    await signatures.create(world, SignatureWish("Acme"))
    await bench.advance("demo", 4_000)
    await post(await bench.world(), "later")

    fired = await bench.advance("demo", 1_000)

    kinds = [type(one) for one in fired]
    # The reply was decided on with the first message, at 1,000; the second one's end at 4,500.
    assert kinds == [Message, Message, Signature, Inbound, Message]
    assert [one.timeline[-1].at for one in fired if isinstance(one, Message)][-1] == NOW + 5_000
    assert [one.received_at for one in fired if isinstance(one, Inbound)] == [NOW + 5_000]
