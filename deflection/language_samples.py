"""A little everyday text of a web shop's support in each language, from which `language` learns how words look."""

SAMPLES: dict[str, str] = {
    "es": """
        Hola, tengo una pregunta sobre un envío que todavía no ha llegado. El cliente dice que el repartidor
        no llamó al timbre y que el paquete fue devuelto al almacén. ¿Dónde puedo ver el seguimiento y
        cuánto tarda la investigación? Necesito imprimir una etiqueta nueva porque la dirección estaba
        equivocada. ¿Cómo puedo cancelar la recogida de mañana? Hemos pedido el reembolso hace dos semanas y
        seguimos sin recibir el dinero. Quiero cambiar mi plan y añadir otro usuario a la cuenta. Las
        facturas de este mes no cuadran: nos cobraron dos veces el mismo pedido. ¿Qué documentos hacen falta
        para la aduana si enviamos fuera de la Unión Europea? Los gastos de envío son demasiado altos para
        artículos pequeños. La tienda dejó de conectarse y los pedidos nuevos no aparecen. El transportista
        perdió el paquete, ¿quién paga? Mi impresora saca las etiquetas en blanco. No encuentro la
        contraseña ni el correo de confirmación. Quisiera hablar con alguien por teléfono, muchas gracias
        por su ayuda. Se ha roto la mercancía y el comprador quiere que le devolvamos el importe. ¿Hay que
        pagar algún recargo? Ya hemos hecho el pago pero sigue pendiente. Nuestro proveedor quiere saber
        cuándo sale el camión y qué horario tienen ustedes los sábados y los días festivos.
    """,
    "en": """
        Hello, I have a question about a shipment that still has not arrived. The customer says that the
        driver did not ring the bell and that the parcel was returned to the warehouse. Where can I see the
        tracking and how long does the investigation take? I need to print a new label because the address
        was wrong. How do I cancel tomorrow's pick-up? We asked for the refund two weeks ago and are still
        waiting for the money. I want to change my plan and add another user to the account. The invoices of
        this month are not right: you charged us twice for the same order. Which documents are needed for
        customs when we ship outside the European Union? Shipping costs are too high for small items. The
        shop stopped connecting and new orders do not show up. The carrier lost the package, who pays? My
        printer gives blank labels. I cannot find the password or the confirmation mail. I would like to
        speak with somebody on the phone, thank you very much for your help. The goods are broken and the
        buyer wants his money back. Do we have to pay a surcharge? We have already paid but it is still
        open. Our supplier wants to know when the truck leaves and what your opening hours are on Saturdays
        and public holidays. Everything worked yesterday, but today nothing happens when we click the
        button.
    """,
    "nl": """
        Hallo, ik heb een vraag over een zending die nog steeds niet is aangekomen. De klant zegt dat de
        bezorger niet heeft aangebeld en dat het pakket terug naar het magazijn is gestuurd. Waar kan ik de
        track-and-trace zien en hoe lang duurt het onderzoek? Ik moet een nieuw verzendlabel afdrukken omdat
        het adres verkeerd was. Hoe annuleer ik de ophaalafspraak van morgen? We hebben twee weken geleden
        om terugbetaling gevraagd en wachten nog op het geld. Ik wil mijn abonnement wijzigen en een
        gebruiker aan het account toevoegen. De facturen van deze maand kloppen niet: jullie hebben dezelfde
        bestelling twee keer in rekening gebracht. Welke documenten zijn nodig voor de douane als we buiten
        de Europese Unie verzenden? De verzendkosten zijn te hoog voor kleine spullen. De winkel maakt geen
        verbinding meer en nieuwe bestellingen verschijnen niet. De vervoerder is het pakje kwijt, wie
        betaalt er? Mijn printer geeft lege etiketten. Ik kan het wachtwoord en de bevestigingsmail niet
        vinden. Ik wil graag iemand aan de telefoon spreken, hartelijk bedankt voor uw hulp. De goederen
        zijn stuk en de koper wil zijn geld terug. Moeten we een toeslag betalen? We hebben al betaald maar
        het staat nog open. Onze leverancier wil weten wanneer de vrachtwagen vertrekt en wat jullie
        openingstijden zijn op zaterdag en feestdagen.
    """,
    "de": """
        Hallo, ich habe eine Frage zu einer Sendung, die immer noch nicht angekommen ist. Der Kunde sagt,
        dass der Fahrer nicht geklingelt hat und das Paket ins Lager zurückgeschickt wurde. Wo kann ich die
        Sendungsverfolgung sehen und wie lange dauert die Nachforschung? Ich muss ein neues Versandetikett
        drucken, weil die Adresse falsch war. Wie storniere ich die Abholung von morgen? Wir haben vor zwei
        Wochen um Erstattung gebeten und warten noch auf das Geld. Ich möchte meinen Tarif ändern und einen
        weiteren Benutzer zum Konto hinzufügen. Die Rechnungen von diesem Monat stimmen nicht: Sie haben uns
        dieselbe Bestellung zweimal berechnet. Welche Unterlagen braucht der Zoll, wenn wir außerhalb der
        Europäischen Union versenden? Die Versandkosten sind für kleine Artikel zu hoch. Der Shop verbindet
        sich nicht mehr und neue Aufträge erscheinen nicht. Der Zusteller hat das Päckchen verloren, wer
        zahlt? Mein Drucker gibt leere Etiketten aus. Ich finde weder das Passwort noch die Bestätigung. Ich
        würde gern mit jemandem am Telefon sprechen, vielen Dank für Ihre Hilfe. Die Ware ist beschädigt und
        der Käufer will sein Geld zurück. Müssen wir einen Zuschlag bezahlen? Wir haben schon überwiesen,
        aber es ist noch offen. Unser Lieferant will wissen, wann der Lastwagen abfährt und welche
        Öffnungszeiten ihr samstags und an Feiertagen habt.
    """,
    "fr": """
        Bonjour, j'ai une question sur un envoi qui n'est toujours pas arrivé. Le client dit que le livreur
        n'a pas sonné et que le colis a été renvoyé à l'entrepôt. Où puis-je voir le suivi et combien de
        temps dure l'enquête ? Je dois imprimer une nouvelle étiquette parce que l'adresse était fausse.
        Comment annuler l'enlèvement de demain ? Nous avons demandé le remboursement il y a deux semaines et
        nous attendons encore l'argent. Je voudrais changer de formule et ajouter un utilisateur au compte.
        Les factures de ce mois ne sont pas justes : vous nous avez facturé deux fois la même commande.
        Quels documents faut-il pour la douane quand on expédie hors de l'Union européenne ? Les frais de
        port sont trop élevés pour de petits articles. La boutique ne se connecte plus et les nouvelles
        commandes n'apparaissent pas. Le transporteur a perdu le paquet, qui paie ? Mon imprimante sort des
        étiquettes vides. Je ne trouve ni le mot de passe ni le courriel de confirmation. J'aimerais parler
        à quelqu'un au téléphone, merci beaucoup pour votre aide. La marchandise est cassée et l'acheteur
        veut être remboursé. Faut-il payer un supplément ? Nous avons déjà payé mais c'est encore en
        attente. Notre fournisseur veut savoir quand part le camion et quels sont vos horaires le samedi et
        les jours fériés.
    """,
    "it": """
        Ciao, ho una domanda su una spedizione che non è ancora arrivata. Il cliente dice che il corriere
        non ha suonato il campanello e che il pacco è stato rimandato al magazzino. Dove posso vedere il
        tracciamento e quanto dura l'indagine? Devo stampare una nuova etichetta perché l'indirizzo era
        sbagliato. Come annullo il ritiro di domani? Abbiamo chiesto il rimborso due settimane fa e
        aspettiamo ancora i soldi. Vorrei cambiare il mio piano e aggiungere un altro utente all'account. Le
        fatture di questo mese non tornano: ci avete addebitato due volte lo stesso ordine. Quali documenti
        servono per la dogana se spediamo fuori dall'Unione europea? Le spese di spedizione sono troppo alte
        per gli articoli piccoli. Il negozio non si collega più e i nuovi ordini non compaiono. Il vettore
        ha perso il collo, chi paga? La mia stampante fa uscire etichette bianche. Non trovo né la password
        né la mail di conferma. Vorrei parlare con qualcuno al telefono, grazie mille per il vostro aiuto.
        La merce è rotta e l'acquirente vuole indietro i soldi. Bisogna pagare un supplemento? Abbiamo già
        pagato ma risulta ancora in sospeso. Il nostro fornitore vuole sapere quando parte il camion e quali
        sono i vostri orari il sabato e nei giorni festivi.
    """,
}
