SELECT invitation_id, guest_id, guest.name, invitation.member_id, member.name AS host, card_id, invitation.venue_id, day,
       invitation.status, to_sign
  FROM invitation
  JOIN guest USING (guest_id)
  LEFT JOIN member ON member.member_id = invitation.member_id AND NOT member.erased
 WHERE invitation.member_id = %(member_id)s
 ORDER BY day DESC, invitation_id
 LIMIT 200
